//! Rows in a backup: one after the other, each value a tag and, by tag: 0 nothing; 1 eight bytes, a number, the highest
//! first; 2 text and 3 bytes, four bytes of length and as many of content.

use crate::store::Value;

pub(super) fn encode(row: &[Value], out: &mut Vec<u8>) {
    for value in row {
        match value {
            Value::Null => out.push(0),
            Value::Number(number) => {
                out.push(1);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Value::Text(text) => put(out, 2, text.as_bytes()),
            Value::Bytes(bytes) => put(out, 3, bytes),
        }
    }
}

fn put(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    out.push(tag);
    // No value of a row is near four gigabytes: a report is refused beyond a few megabytes.
    out.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(content);
}

/// Every row of an entry, each of so many values; `None` if it is not made of whole rows.
pub(super) fn decode(mut from: &[u8], columns: usize) -> Option<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    while !from.is_empty() {
        // Without a column a row would take nothing off the front.
        let row = (0..columns.max(1)).map(|_| value(&mut from)).collect::<Option<Vec<_>>>()?;
        rows.push(row);
    }
    Some(rows)
}

fn value(from: &mut &[u8]) -> Option<Value> {
    match take::<1>(from)? {
        [0] => Some(Value::Null),
        [1] => Some(Value::Number(i64::from_be_bytes(take(from)?))),
        [2] => String::from_utf8(content(from)?).ok().map(Value::Text),
        [3] => content(from).map(Value::Bytes),
        _ => None,
    }
}

fn content(from: &mut &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(u32::from_be_bytes(take(from)?)).ok()?;
    let (content, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(content.to_vec())
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Number),
            ".{0,20}".prop_map(Value::Text),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
        ]
    }

    proptest! {
        #[test]
        fn rows_are_read_back_as_they_were(rows in proptest::collection::vec(proptest::collection::vec(any_value(), 3), 0..20)) {
            let mut out = Vec::new();
            rows.iter().for_each(|row| encode(row, &mut out));
            let back = decode(&out, 3);
            prop_assert_eq!(back.as_ref(), Some(&rows));
            if !out.is_empty() {
                let cut = decode(&out[..out.len() - 1], 3);
                prop_assert!(cut.is_none_or(|cut| cut.len() < rows.len()));
            }
        }

        #[test]
        fn bytes_of_a_stranger_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), columns in 0..5usize) {
            let _ = decode(&bytes, columns);
        }
    }
}
