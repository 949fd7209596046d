namespace WorldModel.Cli.Terminal;

/// <summary>A command was understood and could not be done; the message says what to do about it.</summary>
internal sealed class CommandFailedException(string message, Exception? inner = null) : Exception(message, inner);
