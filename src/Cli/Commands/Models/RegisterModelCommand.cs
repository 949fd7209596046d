using System.CommandLine;
using WorldModel.Cli.Commands.Campaigns;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Trust;
using WorldModel.Client;
using WorldModel.Client.Wire;
using WorldModel.Schema;

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
        var path = arguments.GetRequiredValue(_file)!;
        await using var file = File.OpenRead(path);
        return ModelPrinter.Outcome(context.Out, (await Upload(client, file, path, context.Stop)).Models);
    }

    /// <summary>What the silo says of the body is said of the file.</summary>
    private async Task<ModelUpload> Upload(
        WorldModelClient client, FileStream file, string path, CancellationToken stop)
    {
        try
        {
            return await client.UploadModelAsync(file, stop);
        }
        catch (WorldModelApiException refused)
            when (refused.Problem is { Code: "model-file", Expected: { } expected } problem)
        {
            throw new InputException(_file.Name, $"{path}: {problem.Value}", expected, refused);
        }
    }
}
