//! A SOCKS5 client (RFC 1928 with the names and passwords of RFC 1929), as far as tor needs one.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A stream to `host`, which tor looks up itself. Streams with different names do not share a circuit.
pub async fn connect(proxy: SocketAddr, host: &str, port: u16, name: &str) -> io::Result<TcpStream> {
    tokio::time::timeout(Duration::from_secs(60), shake_hands(proxy, host, port, name)).await?
}

async fn shake_hands(proxy: SocketAddr, host: &str, port: u16, name: &str) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(proxy).await?;
    stream.write_all(&[5, 1, 2]).await?;
    expect(&mut stream, [5, 2]).await?;
    stream.write_all(&[&[1][..], &counted(name)?, &counted("password")?].concat()).await?;
    expect(&mut stream, [1, 0]).await?;
    stream.write_all(&[&[5, 1, 0, 3][..], &counted(host)?, &port.to_be_bytes()].concat()).await?;
    expect(&mut stream, [5, 0]).await?;
    // The rest of the answer: reserved, then the address tor pretends to be bound to, always IPv4.
    let mut rest = [0; 8];
    stream.read_exact(&mut rest).await?;
    Ok(stream)
}

async fn expect(stream: &mut TcpStream, wanted: [u8; 2]) -> io::Result<()> {
    let mut got = [0; 2];
    stream.read_exact(&mut got).await?;
    if got == wanted { Ok(()) } else { Err(io::Error::other(format!("the proxy says {got:?} instead of {wanted:?}"))) }
}

fn counted(text: &str) -> io::Result<Vec<u8>> {
    let length = u8::try_from(text.len()).map_err(io::Error::other)?;
    Ok([&[length], text.as_bytes()].concat())
}
