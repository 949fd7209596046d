using System.CommandLine;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary>The stores that a command reads and writes.</summary>
internal static class StoreOptionOf
{
    private const string Kinds = "sqlite:DIRECTORY, postgres[:VARIABLE] or blob[:VARIABLE]";

    public static Option<string> From() => OptionOf.Text(
        "--from", $"The store to copy, {Kinds}; no silo should be writing to it", "STORE", required: true);

    public static Option<string> To() => OptionOf.Text(
        "--to", "The empty store to copy into; made where it is not there", "STORE", required: true);
}
