using System.CommandLine;
using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Commands;

/// <summary><c>worldmodel ledger</c>: what was decided, as the journal has it.</summary>
internal sealed class LedgerCommand : Command
{
    public LedgerCommand(CommandContext context)
        : base("ledger", "The decision ledger of a data folder: what was decided and what became of it.") =>
        Add(new ExportLedgerCommand(context));
}
