using System.CommandLine;

namespace WorldModel.Cli.Terminal;

/// <summary>An option that names a file.</summary>
/// <param name="name">Such as <c>--input</c>.</param>
/// <param name="isWritten">Whether the command writes it, rather than reads it.</param>
internal sealed class FileOption(string name, bool isWritten) : Option<string?>(name)
{
    public bool IsWritten { get; } = isWritten;
}
