using System.CommandLine;
using Spectre.Console;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Campaigns;

/// <summary><c>worldmodel campaign list</c>.</summary>
internal sealed class ListCampaignsCommand : SiloCommand
{
    public ListCampaignsCommand(CommandContext context)
        : base("list", "Lists the silo's campaigns and where they stand.", "worldmodel campaign list", context) =>
        Accepts(Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var list = await client.CampaignsAsync(context.Stop);
        foreach (var campaign in list.Campaigns)
            CampaignPrinter.Print(context.Out, campaign);
        if (list.Campaigns.Length == 0)
            context.Out.WriteLine("no campaign yet; 'worldmodel campaign create --help' shows how to make one");
        return new CommandOutcome(CampaignJson.Of(list));
    }
}
