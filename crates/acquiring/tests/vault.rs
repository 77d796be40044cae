//! The vault as its callers use it: keys from their sources, sealing, opening, rotation.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use acquiring::cards::fingerprint;
use acquiring::vault::{
    CVC_LIFETIME_SECONDS, Cvc, DataKey, Error, KeyPurpose, KeyRing, KeySource, MasterKey, Pan, Place, SourceError,
    Vault, WrappedKey,
};
use kernel::{Chance, Timestamp};
use zeroize::Zeroizing;

const PLACE: Place = Place { scope: 2, row: 77 };

fn pan() -> Pan {
    Pan::parse("4242424242424242").expect("a number")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn chance() -> Chance {
    Chance::from_seed(1)
}

fn ring(byte: u8) -> KeyRing {
    KeyRing::new(MasterKey::new(Zeroizing::new([byte; 32])), Vec::new())
}

#[test]
fn a_number_opens_in_its_place_only() {
    let key = DataKey::generate(1, KeyPurpose::Seal).expect("a key");
    let vault = Vault::new([&key]).expect("a vault");
    let sealed = vault.seal_pan(&pan(), PLACE, &chance()).expect("sealed");
    assert_eq!(
        vault.open_pan(&sealed, PLACE).expect("opened").expose(),
        "4242424242424242"
    );
    for place in [Place { row: 78, ..PLACE }, Place { scope: 3, ..PLACE }] {
        assert_eq!(vault.open_pan(&sealed, place).err(), Some(Error::NotAuthentic));
    }
    assert!(
        vault.open_cvc(&sealed, PLACE, at(0)).is_err(),
        "a number is not a security code"
    );
    assert!(!sealed.windows(4).any(|window| window == b"4242"));
}

#[test]
fn every_changed_or_missing_byte_is_noticed() {
    let key = DataKey::generate(1, KeyPurpose::Seal).expect("a key");
    let vault = Vault::new([&key]).expect("a vault");
    let sealed = vault.seal_pan(&pan(), PLACE, &chance()).expect("sealed");
    for position in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[position] ^= 1;
        assert!(vault.open_pan(&changed, PLACE).is_err(), "byte {position}");
        assert!(vault.open_pan(&sealed[..position], PLACE).is_err(), "cut at {position}");
    }
}

#[test]
fn numbers_of_all_lengths_are_sealed_alike() {
    let key = DataKey::generate(1, KeyPurpose::Seal).expect("a key");
    let vault = Vault::new([&key]).expect("a vault");
    let chance = chance();
    let lengths = ["378282246310005", "4242424242424242", "6205500000000000004"].map(|number| {
        let pan = Pan::parse(number).expect("a number");
        vault.seal_pan(&pan, PLACE, &chance).expect("sealed").len()
    });
    assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
}

#[test]
fn a_security_code_is_gone_after_an_hour() {
    let key = DataKey::generate(1, KeyPurpose::Seal).expect("a key");
    let vault = Vault::new([&key]).expect("a vault");
    let cvc = Cvc::parse("123").expect("a code");
    let mut sealed = vault.seal_cvc(&cvc, PLACE, at(1000), &chance()).expect("sealed");
    let end = 1000 + CVC_LIFETIME_SECONDS;
    assert_eq!(
        vault.open_cvc(&sealed, PLACE, at(end - 1)).expect("in time").expose(),
        "123"
    );
    assert_eq!(vault.open_cvc(&sealed, PLACE, at(end)).err(), Some(Error::Expired));
    sealed[5] ^= 1; // the first byte of the expiry
    assert_eq!(
        vault.open_cvc(&sealed, PLACE, at(1000)).err(),
        Some(Error::NotAuthentic)
    );
}

#[test]
fn a_new_data_key_seals_and_the_old_one_still_opens() {
    let old = DataKey::generate(1, KeyPurpose::Seal).expect("a key");
    let new = DataKey::generate(2, KeyPurpose::Seal).expect("a key");
    let chance = chance();
    let sealed = Vault::new([&old])
        .expect("a vault")
        .seal_pan(&pan(), PLACE, &chance)
        .expect("sealed");
    let both = Vault::new([&new, &old]).expect("a vault");
    assert!(both.open_pan(&sealed, PLACE).is_ok());
    let sealed = both.seal_pan(&pan(), PLACE, &chance).expect("sealed");
    assert_eq!(
        Vault::new([&old]).expect("a vault").open_pan(&sealed, PLACE).err(),
        Some(Error::UnknownDataKey(2))
    );
}

#[test]
fn rotation_rewraps_keys_and_touches_no_row() {
    let chance = chance();
    let before = ring(1);
    let key = DataKey::generate(1, KeyPurpose::Seal).expect("a key");
    let prints = DataKey::generate(2, KeyPurpose::Fingerprint).expect("a key");
    let print = fingerprint(&prints.fingerprint_key().expect("its purpose"), 2, &pan());
    let stored = [
        before.wrap(&key, &chance).expect("wrapped"),
        before.wrap(&prints, &chance).expect("wrapped"),
    ];
    let sealed = Vault::new([&key])
        .expect("a vault")
        .seal_pan(&pan(), PLACE, &chance)
        .expect("sealed");

    let rotating = before.rotate(MasterKey::new(Zeroizing::new([2; 32])));
    let rewrapped = stored.map(|wrapped| {
        rotating
            .rewrap(&wrapped, &chance)
            .expect("known")
            .expect("was not current")
    });
    let after = rotating.retire_earlier();
    for wrapped in &rewrapped {
        assert_eq!(after.rewrap(wrapped, &chance), Ok(None));
    }
    let [key, prints] = rewrapped.map(|wrapped| {
        let stored = WrappedKey::from_bytes(wrapped.as_bytes()).expect("our format");
        assert_eq!(ring(1).unwrap(&stored).err(), Some(Error::UnknownMasterKey));
        after.unwrap(&stored).expect("the current master key")
    });
    assert_eq!(
        Vault::new([&key])
            .expect("a vault")
            .open_pan(&sealed, PLACE)
            .expect("opened")
            .last4(),
        "4242"
    );
    assert_eq!(
        fingerprint(&prints.fingerprint_key().expect("its purpose"), 2, &pan()),
        print
    );
    assert_eq!(Vault::new([&prints]).err(), Some(Error::WrongPurpose));
    assert_eq!(key.fingerprint_key().err(), Some(Error::WrongPurpose));
}

#[test]
fn a_damaged_wrapped_key_is_noticed() {
    let wrapped = ring(1)
        .wrap(&DataKey::generate(1, KeyPurpose::Seal).expect("a key"), &chance())
        .expect("wrapped");
    for position in 0..wrapped.as_bytes().len() {
        let mut bytes = wrapped.as_bytes().to_vec();
        bytes[position] ^= 3;
        let opened = WrappedKey::from_bytes(&bytes).and_then(|wrapped| ring(1).unwrap(&wrapped));
        assert!(opened.is_err(), "byte {position}");
    }
    assert_eq!(WrappedKey::from_bytes(b"short").err(), Some(Error::UnknownFormat));
}

#[test]
fn the_key_file_is_made_once_private_and_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("vault.key");
    let source = KeySource::File(path.clone());
    let first = source.load_or_create().expect("made");
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(
        source.load_or_create().expect("read").current().id(),
        first.current().id()
    );
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "no other file is left behind"
    );

    let rotated = first.rotate(MasterKey::generate().expect("a key"));
    source.store(&rotated).expect("stored");
    assert_eq!(
        source.load_or_create().expect("read").current().id(),
        rotated.current().id()
    );
    assert_eq!(fs::read_to_string(&path).expect("text").lines().count(), 2);
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn an_exposed_or_damaged_key_file_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("vault.key");
    let source = KeySource::File(path.clone());
    source.load_or_create().expect("made");
    for mode in [0o640, 0o604, 0o660, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        assert!(
            matches!(source.load_or_create(), Err(SourceError::Exposed { .. })),
            "{mode:o}"
        );
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
    for content in ["", "c2hvcnQ=", "not base64 at all"] {
        fs::write(&path, content).expect("written");
        assert!(
            matches!(source.load_or_create(), Err(SourceError::NotAKey)),
            "{content}"
        );
    }
}

#[test]
fn keys_from_a_value_or_a_command() {
    let text = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    let value = KeySource::Value(Zeroizing::new(format!("{text}\n")));
    let expected = ring(1).current().id();
    assert_eq!(value.load_or_create().expect("a key").current().id(), expected);
    assert!(matches!(value.store(&ring(1)), Err(SourceError::NotOurs)));
    assert!(!format!("{value:?}").contains("AQEB"));
    let command = KeySource::Command(format!("echo {text}"));
    assert_eq!(command.load_or_create().expect("a key").current().id(), expected);
    assert!(matches!(
        KeySource::Command("exit 3".into()).load_or_create(),
        Err(SourceError::Command(_))
    ));
    assert!(matches!(
        KeySource::Command("true".into()).load_or_create(),
        Err(SourceError::NotAKey)
    ));
}

#[test]
fn nothing_shows_a_key() {
    let shown = format!(
        "{:?} {:?}",
        ring(1),
        DataKey::generate(9, KeyPurpose::Seal).expect("a key")
    );
    assert!(!shown.contains("AQEB") && !shown.contains("1, 1"), "{shown}");
}

#[test]
fn a_secret_opens_in_its_place_also_when_the_master_key_was_rotated() {
    let key = DataKey::generate(1, KeyPurpose::Seal).expect("a key");
    let vault = Vault::new([&key]).expect("a vault");
    let sealed = vault.seal_secret("whsec_a", PLACE, &chance()).expect("sealed");
    assert!(!sealed.windows(5).any(|window| window == b"whsec"));
    let elsewhere = vault.open_secret(&sealed, Place { row: 78, ..PLACE });
    assert_eq!(elsewhere.err(), Some(Error::NotAuthentic));
    assert_eq!(vault.open_pan(&sealed, PLACE).err(), Some(Error::NotAuthentic));

    let wrapped = ring(1).wrap(&key, &chance()).expect("wrapped");
    let rotated = ring(1).rotate(MasterKey::new(Zeroizing::new([2; 32])));
    let anew = rotated.rewrap(&wrapped, &chance()).expect("rewrapped").expect("anew");
    let key = rotated.retire_earlier().unwrap(&anew).expect("unwrapped");
    let opened = Vault::new([&key]).expect("a vault").open_secret(&sealed, PLACE);
    let opened = opened.expect("opened");
    assert_eq!(opened.expose(), "whsec_a");
    assert_eq!(format!("{opened:?}"), "Secret(***)");
}
