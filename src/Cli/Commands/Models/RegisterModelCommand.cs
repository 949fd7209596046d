using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Client;

namespace WorldModel.Cli.Commands.Models;

/// <summary><c>worldmodel model register</c>.</summary>
internal sealed class RegisterModelCommand : SiloCommand
{
    private readonly Option<string?> _file = OptionOf.InputFile("--file", "The model file", required: true);

    public RegisterModelCommand(CommandContext context)
        : base("register", "Sends a model file, which the silo checks and keeps as a candidate.",
            "worldmodel model register --file m.wmdl", context) =>
        Accepts(_file, Url);

    protected override async Task<CommandOutcome> Run(
        ParseResult arguments, WorldModelClient client, CommandContext context)
    {
        await using var file = File.OpenRead(arguments.GetRequiredValue(_file)!);
        var upload = await client.UploadModelAsync(file, context.Stop);
        return ModelPrinter.Outcome(context.Out, upload.Models);
    }
}
