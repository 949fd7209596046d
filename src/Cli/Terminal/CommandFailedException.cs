namespace WorldModel.Cli.Terminal;

/// <summary>A command that was understood could not be done; the message says what to do about it where it can.</summary>
internal sealed class CommandFailedException(string message, Exception? inner = null) : Exception(message, inner);
