"""What is found once about a person and shared by all who judge: pose, head, face, hands."""
