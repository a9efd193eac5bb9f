"""Identity papers other than the plain identity card, drawn after ../shared/domain/papers-as-they-are.md §7 and §8."""
