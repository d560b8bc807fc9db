/// The correct parts.
enum Honest {}
