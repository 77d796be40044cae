//! Tables: how they are read, and what a form must be to pass.

use proptest::prelude::*;

use super::*;
use crate::form::Form;

const FRAGMENTS: Fragments = &[
    (
        "address",
        "# An address.\ncity string clearable\nline1 string required\n",
    ),
    ("endless", "inner hash\n  @endless\n"),
    ("fruits", "# Words.\napple pear\nplum\n"),
];

const TEXT: &str = "
# POST /v1/things
amount       integer required
at           timestamp clearable
capture      boolean
color        enum red|green|blue
size         enum small|large clearable
only         enum one
fruit        enum @fruits
created      range
currency     currency
description  string clearable
note         string max=5
expand       list string
numbers      list integer
items        list hash
  price      string required
  quantity   integer
limits       map integer
link         hash
metadata     metadata clearable
off_session  boolean|enum one_off|recurring
old          list string until=2026-09-30
rate         decimal
shipping     hash clearable
  address    hash required
    @address
  name       string
source       string|hash
  number     string required
";

fn table() -> &'static Table {
    static TABLE: std::sync::LazyLock<Table> =
        std::sync::LazyLock::new(|| Table::parse(TEXT, FRAGMENTS).expect("a good table"));
    &TABLE
}

fn check(input: &str) -> Result<Params, crate::error::ApiError> {
    let form = Form::parse(input.as_bytes()).unwrap_or_else(|error| panic!("{input}: {error}"));
    table().check(&form, "2026-10-28.endive")
}

fn passed(input: &str) -> Params {
    check(&format!("amount=1&{input}")).unwrap_or_else(|error| panic!("{input}: {error}"))
}

fn long(text: &str, times: usize) -> String {
    text.repeat(times)
}

#[test]
fn each_mistake_has_its_message() {
    let empty = |param: &str| {
        format!(
            "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; \
             however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty \
             value."
        )
    };
    let integer = Some("parameter_invalid_integer");
    let unknown = Some("parameter_unknown");
    let missing = Some("parameter_missing");
    let none_set = Some("parameter_invalid_empty");
    // input (with amount=1 in front, unless it begins with &), code, param, message
    let rows: Vec<(String, Option<&str>, &str, String)> =
        vec![
        ("x=1".into(), unknown, "x", "Received unknown parameter: x".into()),
        ("x=1&y[z]=2".into(), unknown, "x", "Received unknown parameters: x, y".into()),
        ("shipping[x][y]=1".into(), unknown, "shipping[x]", "Received unknown parameter: shipping[x]".into()),
        ("items[1][x]=1".into(), unknown, "items[1][x]", "Received unknown parameter: items[1][x]".into()),
        ("items[][x]=1".into(), unknown, "items[0][x]", "Received unknown parameter: items[0][x]".into()),
        ("created[eq]=1".into(), unknown, "created[eq]", "Received unknown parameter: created[eq]".into()),
        ("old[]=1".into(), unknown, "old", "Received unknown parameter: old".into()),
        ("&capture=true".into(), missing, "amount", "Missing required param: amount.".into()),
        ("items[0][quantity]=1".into(), missing, "items[0][price]", "Missing required param: items[0][price].".into()),
        ("shipping[name]=x".into(), missing, "shipping[address]", "Missing required param: shipping[address].".into()),
        ("&amount=".into(), none_set, "amount", empty("amount")),
        ("color=".into(), none_set, "color", empty("color")),
        ("items[0][price]=".into(), none_set, "items[0][price]", empty("items[0][price]")),
        ("expand[]=a&expand[]=".into(), none_set, "expand[1]", empty("expand[1]")),
        ("created[gt]=".into(), none_set, "created[gt]", empty("created[gt]")),
        ("&amount=10.5".into(), integer, "amount", "Invalid integer: 10.5".into()),
        ("&amount=+5".into(), integer, "amount", "Invalid integer:  5".into()),
        ("&amount=%2B5".into(), integer, "amount", "Invalid integer: +5".into()),
        ("&amount=1e3".into(), integer, "amount", "Invalid integer: 1e3".into()),
        ("&amount=9223372036854775808".into(), integer, "amount", "Invalid integer: 9223372036854775808".into()),
        ("numbers[]=1&numbers[]=x".into(), integer, "numbers[1]", "Invalid integer: x".into()),
        ("created=x".into(), integer, "created", "Invalid integer: x".into()),
        ("limits[usd]=x".into(), integer, "limits[usd]", "Invalid integer: x".into()),
        ("description[a]=b".into(), None, "description", r#"Invalid string: {"a":"b"}"#.into()),
        ("description[]=b".into(), None, "description", r#"Invalid string: ["b"]"#.into()),
        ("metadata[a][b]=c".into(), None, "metadata[a]", r#"Invalid string: {"b":"c"}"#.into()),
        ("shipping=x".into(), None, "shipping", "Invalid object".into()),
        ("shipping[]=x".into(), None, "shipping", "Invalid object".into()),
        ("metadata=x".into(), None, "metadata", "Invalid object".into()),
        ("items[0]=x".into(), None, "items[0]", "Invalid object".into()),
        ("source[]=x".into(), None, "source", "Invalid object".into()),
        ("link=x".into(), None, "link", "Invalid object".into()),
        ("expand=x".into(), None, "expand", "Invalid array".into()),
        ("expand[a]=x".into(), None, "expand", "Invalid array".into()),
        ("capture=yes".into(), None, "capture", "Invalid boolean: yes".into()),
        ("capture=1".into(), None, "capture", "Invalid boolean: 1".into()),
        ("rate=1.".into(), None, "rate", "Invalid decimal: 1.".into()),
        ("color=pink".into(), None, "color", "Invalid color: must be one of red, green, or blue".into()),
        ("size=pink".into(), None, "size", "Invalid size: must be one of small or large".into()),
        ("only=two".into(), None, "only", "Invalid only: must be one".into()),
        ("fruit=fig".into(), None, "fruit", "Invalid fruit: must be one of apple, pear, or plum".into()),
        (
            "off_session=x".into(),
            None,
            "off_session",
            "Invalid off_session: must be one of true, false, one_off, or recurring".into(),
        ),
        ("note=abcdef".into(), None, "note", "Invalid string: abcdef...; must be at most 5 characters".into()),
        (
            format!("description={}", long("ä", 5001)),
            None,
            "description",
            format!("Invalid string: {}...; must be at most 5000 characters", long("ä", 10)),
        ),
        (
            format!("metadata[k]={}", long("ä", 501)),
            None,
            "metadata[k]",
            format!(
                "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. \
                 Invalid value: {}",
                long("ä", 501)
            ),
        ),
        (
            "metadata[kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk]=v".into(),
            None,
            "metadata[kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk]",
            "Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid key: \
             kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
                .into(),
        ),
        (
            (0..51).map(|i| format!("metadata[{i}]=v&")).collect(),
            None,
            "metadata",
            "Metadata can have up to 50 keys, but you passed in 51 keys.".into(),
        ),
    ];
    for (input, code, param, message) in rows {
        let full = if input.starts_with('&') {
            input.clone()
        } else {
            format!("amount=1&{input}")
        };
        let error = check(&full).err().unwrap_or_else(|| panic!("{input} was accepted"));
        assert_eq!(error.message(), message, "{input}");
        assert_eq!((error.code_str(), error.param_str()), (code, Some(param)), "{input}");
        assert_eq!(
            (error.status().as_u16(), error.stored_for_idempotency()),
            (400, false),
            "{input}"
        );
    }
}

#[test]
fn the_first_mistake_counts_but_unknown_names_come_before_all() {
    for (input, message) in [
        ("capture=x&color=x&y=1&x=1", "Received unknown parameters: y, x"),
        ("capture=x&shipping[y]=1", "Received unknown parameter: shipping[y]"),
        ("color=&capture=x", "You passed an empty string for 'color'."),
        ("capture=x&color=", "Invalid boolean: x"),
        ("capture=x", "Invalid boolean: x"),
        ("items[0][quantity]=1", "Missing required param: items[0][price]."),
    ] {
        let error = check(input).err().unwrap_or_else(|| panic!("{input} was accepted"));
        assert!(error.message().starts_with(message), "{input}: {error}");
    }
}

#[test]
fn what_is_right_comes_out_typed() {
    let params = passed("capture=true&color=red&currency=usd&rate=-12.50&at=-5&off_session=one_off&link=&source=tok_1");
    assert_eq!(params.int("amount"), Some(1));
    assert_eq!(params.int("at"), Some(-5));
    assert_eq!(params.boolean("capture"), Some(true));
    assert_eq!(params.text("color"), Some("red"));
    assert_eq!(params.text("currency"), Some("usd"));
    assert_eq!(params.text("rate"), Some("-12.50"));
    assert_eq!(
        (params.text("off_session"), params.boolean("off_session")),
        (Some("one_off"), None)
    );
    assert!(params.hash("link").is_some_and(Params::is_empty));
    assert_eq!(
        (params.text("source"), params.hash("source").is_some()),
        (Some("tok_1"), false)
    );
    assert_eq!(params.text("description"), None);
    assert!(!params.has("description"));
    let hash = passed("source[number]=1&limits[usd]=5&limits[eur]=6");
    assert_eq!(hash.hash("source").and_then(|source| source.text("number")), Some("1"));
    let limits: Vec<_> = hash
        .map("limits")
        .unwrap_or_default()
        .iter()
        .map(|(k, v)| (&**k, v.as_int()))
        .collect();
    assert_eq!(limits, [("usd", Some(5)), ("eur", Some(6))]);
}

#[test]
fn arrays_come_in_many_spellings() {
    for (input, expected) in [
        ("expand[]=a&expand[]=b", vec!["a", "b"]),
        ("expand[0]=a&expand[1]=b", vec!["a", "b"]),
        ("expand[7]=b&expand[3]=a", vec!["a", "b"]),
        ("expand[10]=b&expand[9]=a", vec!["a", "b"]),
        ("expand=", vec![]),
        ("expand[]=", vec![]),
    ] {
        let params = passed(input);
        assert!(params.has("expand"), "{input}");
        assert_eq!(params.texts("expand").collect::<Vec<_>>(), expected, "{input}");
    }
    assert_eq!(passed("").list("expand"), None);
    for input in [
        "items[0][price]=p1&items[0][quantity]=2&items[1][price]=p2",
        "items[][price]=p1&items[][quantity]=2&items[][price]=p2",
    ] {
        let params = passed(input);
        let items: Vec<_> = params
            .hashes("items")
            .map(|item| (item.text("price"), item.int("quantity")))
            .collect();
        assert_eq!(items, [(Some("p1"), Some(2)), (Some("p2"), None)], "{input}");
    }
    assert_eq!(
        passed("numbers[]=3&numbers[]=-4").ints("numbers").collect::<Vec<_>>(),
        [3, -4]
    );
}

#[test]
fn ranges_are_closed_whatever_they_were_given_as() {
    for (input, min, max) in [
        ("created=5", 5, 5),
        ("created[gt]=5", 6, i64::MAX),
        ("created[gte]=5&created[lt]=9", 5, 8),
        ("created[gt]=5&created[gte]=3&created[lte]=9", 6, 9),
        ("created[lt]=-9223372036854775808", i64::MIN, i64::MIN),
    ] {
        assert_eq!(passed(input).range("created"), Some(Range { min, max }), "{input}");
    }
    assert!(Range { min: 1, max: 3 }.contains(3) && !Range { min: 1, max: 3 }.contains(4));
}

#[test]
fn updates_tell_absent_from_empty() {
    let params = passed("description=&at=&size=small&metadata[a]=1&metadata[b]=&shipping=&expand=");
    assert_eq!(params.change_text("note"), Field::Absent);
    assert_eq!(params.change_text("description"), Field::Clear);
    assert_eq!(params.change_int("at"), Field::Clear);
    assert_eq!(params.change_text("size"), Field::Set("small"));
    assert_eq!(params.change_int("amount"), Field::Set(1));
    assert_eq!(params.change_boolean("capture"), Field::Absent);
    assert_eq!(params.change_hash("shipping"), Field::Clear);
    assert_eq!(params.change_list("expand"), Field::Clear);
    let Field::Set(edit) = params.change_metadata("metadata") else {
        panic!("metadata was sent")
    };
    assert_eq!(edit.iter().collect::<Vec<_>>(), [("a", Some("1")), ("b", None)]);
    assert!(matches!(passed("metadata=").change_metadata("metadata"), Field::Clear));

    let mut description = Some("before".to_owned());
    params.change_text("note").apply(&mut description);
    assert_eq!(description.as_deref(), Some("before"));
    params.change_text("size").apply(&mut description);
    assert_eq!(description.as_deref(), Some("small"));
    params.change_text("description").apply(&mut description);
    assert_eq!(description, None);
}

#[test]
fn booleans_may_be_spelled_as_python_does() {
    for (input, expected) in [
        ("capture=true", true),
        ("capture=false", false),
        ("capture=True", true),
        ("capture=False", false),
    ] {
        assert_eq!(passed(input).boolean("capture"), Some(expected), "{input}");
    }
    assert_eq!(passed("off_session=True").boolean("off_session"), Some(true));
    assert!(check("amount=1&capture=TRUE").is_err());
}

#[test]
fn hashes_become_json_as_given() {
    let params = passed(
        "shipping[name]=N&shipping[address][line1]=L&shipping[address][city]=&expand[]=a&numbers=&rate=1.50&capture=true\
         &metadata[k]=&limits[usd]=5",
    );
    let expected = r#"{"amount":1,"shipping":{"name":"N","address":{"line1":"L","city":null}},"expand":["a"],"numbers":[],"rate":1.5,"capture":true,"metadata":{"k":null},"limits":{"usd":5}}"#;
    assert_eq!(params.to_json().to_string(), expected);
}

#[test]
fn metadata_counts_characters_not_bytes() {
    let params = passed(&format!("metadata[{}]={}", long("ä", 40), long("€", 500)));
    assert!(matches!(params.change_metadata("metadata"), Field::Set(_)));
}

#[test]
fn old_parameters_live_until_their_version() {
    let form = Form::parse(b"amount=1&old[]=card").expect("a form");
    for (version, known) in [
        ("2020-08-27", true),
        ("2026-08-26.dahlia", true),
        ("2026-09-30.endive", false),
    ] {
        assert_eq!(table().check(&form, version).is_ok(), known, "{version}");
    }
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "the table has no parameter amuont")]
fn typos_die_in_tests() {
    passed("").int("amuont");
}

#[test]
fn debug_shows_no_value() {
    let shown = format!(
        "{:?} {:?}",
        passed("source[number]=4242"),
        passed("source=4242").get("source")
    );
    assert!(!shown.contains("4242"), "{shown}");
}

#[test]
fn bad_tables_say_where() {
    for (text, line, problem) in [
        ("a strnig", 1, "unknown kind or flag"),
        ("a string\n  b string", 1, "lines below what is no hash"),
        ("a hash\n b string", 2, "indented by other than two spaces"),
        ("a hash\n    b string", 2, "indented without a hash above"),
        ("\n  b string", 2, "indented without a hash above"),
        ("@nothing", 1, "no such fragment"),
        ("a enum @nothing", 1, "no such fragment"),
        ("@endless", 2, "a fragment that includes itself"),
        ("a string\na integer", 0, "a name twice in one hash"),
        ("a string max=x", 1, "max needs a number"),
        ("a string clearabel", 1, "unknown kind or flag"),
    ] {
        let error = Table::parse(text, FRAGMENTS).expect_err(text);
        assert_eq!((error.line, error.problem), (line, problem), "{text}");
    }
}

#[test]
fn tables_can_be_looked_at() {
    let table = table();
    assert_eq!(table.title, "POST /v1/things");
    assert_eq!(
        table.root.required().map(|param| param.name).collect::<Vec<_>>(),
        ["amount"]
    );
    let items = table
        .root
        .param("items")
        .and_then(|param| param.kind.shape())
        .expect("a list of hashes");
    assert_eq!(
        items.params().iter().map(|param| param.name).collect::<Vec<_>>(),
        ["price", "quantity"]
    );
    assert!(matches!(
        table.root.param("fruit").expect("fruit").kind,
        Kind::Enum(["apple", "pear", "plum"])
    ));
}

proptest! {
    #[test]
    fn no_form_panics(
        pairs in proptest::collection::vec(
            ("(amount|at|capture|color|created|expand|items|limits|metadata|old|shipping|source|rate|x)",
             r"(|\[\]|\[0\]|\[7\]|\[price\]|\[address\]|\[gt\]|\[k\]){0,3}", "(|true|-?[0-9]{0,20}|red|\\PC{0,8})"),
            0..8,
        ),
    ) {
        let input: Vec<_> = pairs.iter().map(|(name, path, value)| format!("{name}{path}={}", value.replace('&', ""))).collect();
        if let Ok(form) = Form::parse(input.join("&").as_bytes()) {
            match table().check(&form, "2026-10-28.endive") {
                Ok(params) => drop(params.to_json()),
                Err(error) => prop_assert_eq!(error.status().as_u16(), 400),
            }
        }
    }
}
