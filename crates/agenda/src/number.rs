//! Numbers of key results: decimals with three places, exact and the same on every device. In documents they are whole
//! numbers of thousandths, since the guard lets no float in. docs/protocol.md §12.1 and docs/decisions/0033.

use std::fmt;
use std::str::FromStr;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal number with at most three places, between minus and plus a million million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i64);

/// Why something is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not digits with at most one point.
    #[error("a number is written like 12, -3 or 0.5")]
    NotANumber,
    /// Beyond a million million.
    #[error("the number is too large; use a larger unit")]
    TooLarge,
    /// More than three places behind the point.
    #[error("a number has at most three places behind the point")]
    TooPrecise,
}

impl Number {
    /// The number with so many thousandths.
    ///
    /// # Errors
    /// It is too large.
    pub const fn from_thousandths(thousandths: i64) -> Result<Self, NumberError> {
        if thousandths.unsigned_abs() > THOUSANDTHS_MAX {
            return Err(NumberError::TooLarge);
        }
        Ok(Self(thousandths))
    }

    /// The nearest number with three places.
    ///
    /// # Errors
    /// It is not finite or too large.
    pub fn from_float(number: f64) -> Result<Self, NumberError> {
        if number.is_nan() {
            return Err(NumberError::NotANumber);
        }
        let thousandths = (number * 1_000.0).round();
        if thousandths.abs() > THOUSANDTHS_MAX as f64 {
            return Err(NumberError::TooLarge);
        }
        Self::from_thousandths(thousandths as i64)
    }

    /// So many thousandths.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// As a float, for drawing.
    pub fn as_float(self) -> f64 {
        // Invariant: below 2^53, so nothing is lost.
        self.0 as f64 / 1_000.0
    }
}

impl From<i32> for Number {
    fn from(number: i32) -> Self {
        Self(i64::from(number) * 1_000)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / 1_000, self.0.unsigned_abs() % 1_000);
        if self.0 < 0 {
            formatter.write_str("-")?;
        }
        write!(formatter, "{whole}")?;
        if rest != 0 {
            write!(formatter, ".{}", format!("{rest:03}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(places) {
            return Err(NumberError::NotANumber);
        }
        let places = places.trim_end_matches('0');
        if places.len() > 3 {
            return Err(NumberError::TooPrecise);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > WHOLE_DIGITS_MAX {
            return Err(NumberError::TooLarge);
        }
        let thousandths: i64 =
            format!("0{whole}{places:0<3}").parse().map_err(|_defect| NumberError::TooLarge)?;
        Self::from_thousandths(if negative { -thousandths } else { thousandths })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1_000 == 0 {
            serializer.serialize_i64(self.0 / 1_000)
        } else {
            serializer.serialize_f64(self.as_float())
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number of at most a million million")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Number, E> {
        let thousandths = number.checked_mul(1_000).and_then(|number| Number::from_thousandths(number).ok());
        thousandths.ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Number, E> {
        i64::try_from(number).map_err(E::custom).and_then(|number| self.visit_i64(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Number, E> {
        Number::from_float(number).map_err(E::custom)
    }
}

const THOUSANDTHS_MAX: u64 = 1_000_000_000_000_000;
const WHOLE_DIGITS_MAX: usize = 13;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_written() {
        for text in ["0", "900", "0.5", "-1.25", "1.8", "1000000000000", "-0.001", "99.999"] {
            let number: Number = text.parse().unwrap();
            assert_eq!(number.to_string(), text);
            let kept: Number = serde_json::from_str(&serde_json::to_string(&number).unwrap()).unwrap();
            assert_eq!(kept, number, "{text}");
        }
        assert_eq!("0007.50".parse(), Number::from_thousandths(7_500));
        assert_eq!("-0".parse::<Number>().unwrap().to_string(), "0");
    }

    #[test]
    fn what_is_no_number_is_refused_by_its_defect() {
        let check = |text: &str, defect| assert_eq!(text.parse::<Number>(), Err(defect), "{text}");
        for text in ["", "-", ".", "1.", ".5", "1e3", "1,5", "+1", "NaN", "inf", "1.2.3", "٣"] {
            check(text, NumberError::NotANumber);
        }
        check("1000000000000.001", NumberError::TooLarge);
        check("99999999999999999999999", NumberError::TooLarge);
        check("0.0001", NumberError::TooPrecise);
        assert_eq!(Number::from_float(f64::NAN), Err(NumberError::NotANumber));
        assert_eq!(Number::from_float(f64::INFINITY), Err(NumberError::TooLarge));
        assert!(serde_json::from_str::<Number>("1e300").is_err());
        assert!(serde_json::from_str::<Number>("18446744073709551615").is_err());
    }
}
