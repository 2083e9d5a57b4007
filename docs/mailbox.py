#!/usr/bin/env python3
"""Lists a mailbox, or takes its report back: mailbox.py ADDRESS read|withdraw. Needs python3 and openssl; see api.md.
It shows that answers are there and what is signed beside them. It opens none: they are sealed, and only a program that derives
the mailbox's key from the receipt (HKDF label age-seed, X-Wing) and checks the team's signature may be believed to."""
import base64, getpass, hashlib, hmac, json, subprocess, sys, tempfile, urllib.error, urllib.request

def ask(path, body=None):
    request = urllib.request.Request(sys.argv[1] + path, body, {"Content-Type": "application/json"})
    try:
        return json.load(urllib.request.urlopen(request))
    except urllib.error.HTTPError as refusal:
        sys.exit(json.load(refusal)["error"])

def derived(label, length):  # HKDF-SHA256; the receipt never leaves this machine
    return hmac.digest(prk, f"tocsin/receipt/1/{label}\x01".encode(), "sha256")[:length]

def signed(message):  # Ed25519, by openssl: the key goes through a pipe, what is signed through a file
    key = bytes.fromhex("302e020100300506032b657004220420") + derived("sign", 32)
    with tempfile.NamedTemporaryFile() as file:
        file.write(message), file.flush()
        openssl = ["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", "/dev/stdin", "-in", file.name]
        return base64.urlsafe_b64encode(subprocess.run(openssl, input=key, stdout=subprocess.PIPE, check=True).stdout)

typed = getpass.getpass("40 digits: ") if sys.stdin.isatty() else sys.stdin.readline()
entropy, checksum = divmod(int("0" + "".join(filter(str.isdigit, typed))), 16)
if entropy >> 128 or hashlib.sha256(entropy := entropy.to_bytes(16, "big")).digest()[0] >> 4 != checksum:
    sys.exit("mistyped")
prk = hmac.digest(json.loads(ask("/api/v1/roster")["rosters"][-1])["roster"]["deployment"].encode(), entropy, "sha256")
call = {"action": sys.argv[2], "challenge": ask("/api/v1/challenge")["challenge"], "format": "tocsin.call/1"}
call["mailbox_id"] = derived("mailbox-id", 16).hex()
inner = json.dumps(call, sort_keys=True, separators=(",", ":"))
signature = signed(b"tocsin/call/1\0" + inner.encode()).decode().rstrip("=")
print(json.dumps(ask("/api/v1/mailbox", f'{{"call":{inner},"signature":"{signature}"}}'.encode().ljust(1024)), indent=1))
