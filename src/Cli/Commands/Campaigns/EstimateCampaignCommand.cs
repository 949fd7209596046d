using System.CommandLine;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary><c>worldmodel campaign estimate</c>: on a later day than before, the campaign's next round.</summary>
internal sealed class EstimateCampaignCommand : SiloCommand
{
    private readonly Option<string> _id = IdOption();
    private readonly Option<DateOnly?> _day = OptionOf.Day(
        "--day", "The day to estimate for; a later one than before begins the next round (default: today)");

    public EstimateCampaignCommand(CommandContext context)
        : base("estimate", "Estimates every consumer's value under every treatment.",
            "worldmodel campaign estimate --id purchase-day-after --day 2026-01-02", context) =>
        Accepts(_id, _day, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var (id, day) = (arguments.GetRequiredValue(_id), arguments.GetValue(_day));
        var reached = await context.Phases.Run(
            Name, p => new CampaignRun(client).Estimate(id, day, p, context.Stop));
        CampaignPrinter.Print(context.Out, reached);
        return new CommandOutcome(CampaignJson.Of(reached));
    }
}
