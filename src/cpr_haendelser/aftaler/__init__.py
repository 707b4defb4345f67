"""Who may: organisations, it-systems, their certificates, and the serviceaftaler that let messages through."""
