using System.CommandLine;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary>One stage of a campaign, waited for. A stage that is reached already is answered as it stands.</summary>
internal sealed class CampaignStageCommand : SiloCommand
{
    private readonly Option<string> _id = IdOption();
    private readonly Func<CampaignRun, string, PhaseProgress, CancellationToken, Task<CampaignInfo>> _stage;

    public CampaignStageCommand(
        string name, string description,
        Func<CampaignRun, string, PhaseProgress, CancellationToken, Task<CampaignInfo>> stage, CommandContext context)
        : base(name, description, $"worldmodel campaign {name} --id purchase-day-after", context)
    {
        _stage = stage;
        Accepts(_id, Url);
    }

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var id = arguments.GetRequiredValue(_id);
        var reached = await context.Phases.Run(Name, p => _stage(new CampaignRun(client), id, p, context.Stop));
        CampaignPrinter.Print(context.Out, reached);
        return new CommandOutcome(CampaignJson.Of(reached));
    }
}
