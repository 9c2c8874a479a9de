//! Known answers for what is not public: this protocol's reference vectors, and the primitives under it.

mod known_answers;
mod reference;
