//! Known answers for what is not public: this protocol's reference vectors, and the primitives under it. And what only
//! a dishonest author can make, as the public functions refuse to.

mod hostile;
mod known_answers;
mod reference;
