using System.CommandLine;
using System.Text.Json;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands.Models;

/// <summary><c>worldmodel model shadow</c>: puts a candidate there, takes it out, or says what it came to.</summary>
internal sealed class ShadowModelCommand : SiloCommand
{
    private readonly Option<string> _model = ModelPrinter.Option(required: false);
    private readonly Option<bool> _end = new("--end") { Description = "Takes the candidate out of the shadow" };

    public ShadowModelCommand(CommandContext context)
        : base("shadow", "Lets a candidate decide beside the live model, one by one, without anybody acting on it; "
            + "without options, says how its decisions differ.", "worldmodel model shadow --model HASH", context) =>
        Accepts(_model, _end, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        var (model, end) = (arguments.GetValue(_model), arguments.GetValue(_end));
        if (model is not null && end)
            throw new InputException("--end", "with --model", "one of them");
        if (model is not null)
            await client.ShadowAsync(model, context.Stop);
        if (end)
            await client.EndShadowAsync(context.Stop);
        var report = await client.ShadowReportAsync(context.Stop);
        ModelPrinter.Print(context.Out, report);
        return new CommandOutcome(JsonSerializer.SerializeToNode(report, WireJson.Default.ShadowInfo)!.AsObject());
    }
}
