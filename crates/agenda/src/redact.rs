//! Debug output that names a type and shows nothing of what people wrote in it.
//! Note texts must not reach a log through a stray `{:?}`.

/// Implements `Debug` as the bare name of the type.
macro_rules! redacted_debug {
    ($($name:ident),+ $(,)?) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }
    )+};
}

pub(crate) use redacted_debug;
