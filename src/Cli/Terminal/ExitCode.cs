namespace WorldModel.Cli.Terminal;

/// <summary>What the process returns: a contract with scripts, the same for every command.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command was understood and did not succeed.</summary>
    public const int Failed = 1;

    /// <summary>An option, a file or a value was wrong; nothing was started that the error does not name.</summary>
    public const int BadInput = 2;
}
