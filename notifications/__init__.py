"""The notifier: tells people when a step of a case falls due, and sends what waits in the outbox."""
