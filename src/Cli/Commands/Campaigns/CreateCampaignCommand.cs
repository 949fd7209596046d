using System.CommandLine;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary><c>worldmodel campaign create</c>.</summary>
internal sealed class CreateCampaignCommand : SiloCommand
{
    private readonly Option<string?> _file = OptionOf.InputFile("--file", "The campaign", required: true);

    public CreateCampaignCommand(CommandContext context)
        : base("create", "Creates a campaign from a file; nothing is estimated yet.",
            "worldmodel campaign create --file examples/purchase-campaign.json", context) =>
        Accepts(_file, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var campaign = CampaignFile.Read(arguments.GetRequiredValue(_file)!);
        var created = await client.CreateCampaignAsync(campaign, context.Stop);
        CampaignPrinter.Print(context.Out, created);
        return new CommandOutcome(CampaignJson.Of(created));
    }
}
