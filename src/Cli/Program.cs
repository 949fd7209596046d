using WorldModel.Cli;
using WorldModel.Cli.Terminal;

using var stop = new StopSignal();
return await new CommandHost(CommandContext.ForTerminal(TimeProvider.System, stop.Token)).Run(args);
