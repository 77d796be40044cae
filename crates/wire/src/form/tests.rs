//! Forms: what brackets mean, and what is refused.

use proptest::prelude::*;

use super::*;

fn json(input: &str) -> String {
    let form = Form::parse(input.as_bytes()).unwrap_or_else(|error| panic!("{input}: {error}"));
    let mut out = String::new();
    Node::Map(form.entries()).write_json(&mut out);
    out
}

fn error(input: &[u8]) -> FormError {
    Form::parse(input)
        .err()
        .unwrap_or_else(|| panic!("{:?} was accepted", String::from_utf8_lossy(input)))
}

fn fingerprint(input: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    Form::parse(input.as_bytes())
        .expect(input)
        .fingerprint(&mut |piece| bytes.extend_from_slice(piece));
    bytes
}

#[test]
fn brackets_make_a_tree() {
    for (input, expected) in [
        ("", r#"{}"#),
        ("&&", r#"{}"#),
        ("a", r#"{"a":""}"#),
        ("a=", r#"{"a":""}"#),
        ("=b", r#"{"":"b"}"#),
        ("a=b=c", r#"{"a":"b=c"}"#),
        ("a=1&b=2", r#"{"a":"1","b":"2"}"#),
        ("a=1&b=2&a=3", r#"{"a":"3","b":"2"}"#),
        ("a=x+y%20z%2B", r#"{"a":"x y z+"}"#),
        ("a=%E2%82%ac", r#"{"a":"€"}"#),
        ("a[b]=1&a[c][d]=2", r#"{"a":{"b":"1","c":{"d":"2"}}}"#),
        ("a%5Bb%5D=1&a%5bc%5d=2", r#"{"a":{"b":"1","c":"2"}}"#),
        ("a[]=1&a[]=2", r#"{"a":["1","2"]}"#),
        ("a[0]=1&a[1]=2", r#"{"a":{"0":"1","1":"2"}}"#),
        ("a[][b]=1&a[][c]=2&a[][b]=3", r#"{"a":[{"b":"1","c":"2"},{"b":"3"}]}"#),
        (
            "a[][b][c]=1&a[][b][d]=2&a[][b][c]=3",
            r#"{"a":[{"b":{"c":"1","d":"2"}},{"b":{"c":"3"}}]}"#,
        ),
        ("a[][b][]=1&a[][b][]=2", r#"{"a":[{"b":["1","2"]}]}"#),
        ("a[]=1&a[][b]=2", r#"{"a":["1",{"b":"2"}]}"#),
        ("a[0][b]=1&a[0][c]=2", r#"{"a":{"0":{"b":"1","c":"2"}}}"#),
        // Literal keys that end in brackets.
        ("a[b[]]=1&a[b[]]=2", r#"{"a":{"b":["1","2"]}}"#),
        ("a[][]=1&a[][]=2", r#"{"a":["1","2"]}"#),
        ("a[][0]=1&a[][1]=2", r#"{"a":{"0":"1","1":"2"}}"#),
        // Brackets that do not pair up.
        ("[a]=1", r#"{"[a]":"1"}"#),
        ("a[b=1", r#"{"a[b":"1"}"#),
        ("a]=1", r#"{"a]":"1"}"#),
        ("a[b]]=1", r#"{"a[b]]":"1"}"#),
        ("a[b]c[d]=1", r#"{"a[b]c[d]":"1"}"#),
        ("a[b[c]=1", r#"{"a[b[c]":"1"}"#),
    ] {
        assert_eq!(json(input), expected, "{input}");
    }
}

#[test]
fn hostile_input_is_refused() {
    let deep = |names: usize| format!("a{}=1", "[b]".repeat(names - 1));
    let pairs = |count: usize| "a=1&".repeat(count);
    for (input, expected) in [
        (b"a=%".to_vec(), FormError::BrokenEscape),
        (b"a=%4".to_vec(), FormError::BrokenEscape),
        (b"a=%zz".to_vec(), FormError::BrokenEscape),
        (b"%4=1".to_vec(), FormError::BrokenEscape),
        (b"a=%ff".to_vec(), FormError::NotUtf8),
        (b"a=\xff".to_vec(), FormError::NotUtf8),
        // Two halves of one character, in neighboring pieces.
        (b"a%c3=%a9".to_vec(), FormError::NotUtf8),
        (b"a=%00".to_vec(), FormError::Nul),
        (b"a=\0".to_vec(), FormError::Nul),
        (deep(DEPTH_MAX + 1).into_bytes(), FormError::TooDeep),
        (deep(100_000).into_bytes(), FormError::TooDeep),
        (pairs(PAIRS_MAX + 1).into_bytes(), FormError::TooManyPairs),
        (vec![b'a'; INPUT_BYTES_MAX + 1], FormError::TooLong),
        (b"a=1&a[b]=2".to_vec(), FormError::Conflict("a".to_owned())),
        (b"a[b]=1&a=2".to_vec(), FormError::Conflict("a".to_owned())),
        (b"a[]=1&a[b]=2".to_vec(), FormError::Conflict("a".to_owned())),
        (b"a[b]=1&a[]=2".to_vec(), FormError::Conflict("a".to_owned())),
        (b"a[b][]=1&a[b][c]=2".to_vec(), FormError::Conflict("a[b]".to_owned())),
    ] {
        assert_eq!(
            error(&input),
            expected,
            "{:?}",
            String::from_utf8_lossy(&input[..input.len().min(40)])
        );
    }
    assert!(Form::parse(deep(DEPTH_MAX).as_bytes()).is_ok());
    assert!(Form::parse(pairs(PAIRS_MAX).as_bytes()).is_ok());
}

#[test]
fn large_maps_keep_their_order_and_find_their_names() {
    let input: String = (0..PAIRS_MAX / 2)
        .chain(0..PAIRS_MAX / 2)
        .map(|i| format!("m[k{i}]={i}&"))
        .collect();
    let form = Form::parse(input.as_bytes()).expect("a large map");
    let Some((_, Node::Map(entries))) = form.entries().next() else {
        panic!("no map")
    };
    assert_eq!(entries.len(), PAIRS_MAX / 2);
    for (i, (name, value)) in entries.enumerate() {
        assert_eq!(name, format!("k{i}"));
        assert!(matches!(value, Node::Text(text) if text == i.to_string()));
    }
}

#[test]
fn fingerprints_ignore_order_of_names_only() {
    for (one, other) in [
        ("a=1&b=2", "b=2&a=1"),
        ("a[x]=1&b=2&a[y]=3", "b=2&a[y]=3&a[x]=1"),
        ("a[]=1&a[]=2", "a[0]=1&a[1]=2"),
        ("a[]=1&a[]=2", "a[1]=2&a[0]=1"),
        ("a=%31", "a=1"),
    ] {
        assert_eq!(fingerprint(one), fingerprint(other), "{one} {other}");
    }
    for (one, other) in [
        ("a=1&b=2", "a=2&b=1"),
        ("a[]=1&a[]=2", "a[]=2&a[]=1"),
        ("a=1", "a[b]=1"),
        ("a[]=1", "a=1"),
        ("a=", ""),
        ("a=bc", "ab=c"),
        ("a=1", "a=1&b="),
    ] {
        assert_ne!(fingerprint(one), fingerprint(other), "{one} {other}");
    }
}

#[test]
fn a_field_taken_is_a_field_that_was_not_sent() {
    for (all, rest) in [
        ("key=k&a=1&b[x]=2", "a=1&b[x]=2"),
        ("a=1&key=k&b[x]=2", "a=1&b[x]=2"),
        ("a=1&b[x]=2&key=k", "a=1&b[x]=2"),
        ("key=k", ""),
        ("key=j&a=1&key=k", "a=1"),
    ] {
        let mut form = Form::parse(all.as_bytes()).expect("a form");
        assert_eq!(form.take("key").as_deref(), Some("k"), "{all}");
        assert_eq!(form.take("key"), None, "{all}");
        let mut bytes = Vec::new();
        form.fingerprint(&mut |piece| bytes.extend_from_slice(piece));
        assert_eq!(bytes, fingerprint(rest), "{all}");
        assert_eq!(form.entries().count(), form.entries().len(), "{all}");
    }
    for kept in ["key[a]=1", "key[]=1", "other=1", ""] {
        let mut form = Form::parse(kept.as_bytes()).expect("a form");
        assert_eq!(form.take("key"), None, "{kept}");
        let mut bytes = Vec::new();
        form.fingerprint(&mut |piece| bytes.extend_from_slice(piece));
        assert_eq!(bytes, fingerprint(kept), "{kept}");
    }
}

#[test]
fn debug_shows_no_value() {
    let form = Form::parse(b"card[number]=4242424242424242").expect("a form");
    assert!(!format!("{form:?}").contains("4242"));
}

proptest! {
    #[test]
    fn no_bytes_panic(input in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Form::parse(&input);
    }

    #[test]
    fn no_brackets_panic(input in r"([a-c0-2\[\]=&%+]|\[\]|\[a\]|%5B|%5D|%C3|%A9){0,60}") {
        if let Ok(form) = Form::parse(input.as_bytes()) {
            let mut out = String::new();
            Node::Map(form.entries()).write_json(&mut out);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok());
            form.fingerprint(&mut |_| {});
        }
    }

    #[test]
    fn text_survives(name in "[a-zäß €]{1,20}", value in "\\PC{0,50}") {
        let encode = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let input = format!("{}={}", encode(&name), encode(&value));
        let form = Form::parse(input.as_bytes()).expect("well encoded");
        let (got_name, node) = form.entries().next().expect("one parameter");
        prop_assert_eq!(got_name, name);
        prop_assert!(matches!(node, Node::Text(text) if text == value));
    }
}
