using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using WorldModel.Cli.Files;
using WorldModel.Cli.Reproduction.ThreeInOne;
using WorldModel.Cli.Reproduction.ThreeInOne.Reporting;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands.Reproducing;

/// <summary><c>worldmodel reproduce three-in-one</c>: the paper's world model on the paper's world.</summary>
internal sealed class ThreeInOneCommand : CliCommand
{
    private readonly Option<string> _recipe = OptionOf.Choice(
        "--recipe", "What is trained", Recipes.Names[0], Recipes.Names);
    private readonly Option<string> _scale = OptionOf.Choice(
        "--scale", "quick is two minutes a seed, full the paper's size and what the docs quote", "quick", "quick",
        "full");
    private readonly Option<string> _dataSeeds = OptionOf.Text(
        "--data-seeds", "Worlds to draw; 42 is the paper's", "N,N,...", "42");
    private readonly Option<string> _modelSeeds = OptionOf.Text(
        "--model-seeds", "Seeds of learning, on every world", "N,N,...", "0");
    private readonly Option<string?> _only = new("--only")
    {
        Description = "Only learners whose name holds this text, such as \"MLP\", or one of several, a;b",
        HelpName = "TEXT",
    };
    private readonly Option<string> _out = OptionOf.OutputFolder(
        "--out", "The folder that gets report.html, results.json and the cells");

    public ThreeInOneCommand(CommandContext context)
        : base("three-in-one", "Trains the world model of arXiv 2605.07199 on its own simulation and measures it "
            + "against the truth, beside what should beat it. Goes on where it was stopped if given the same folder.",
            "worldmodel reproduce three-in-one --recipe paper --scale quick --out out/three-in-one", context) =>
        Accepts(_recipe, _scale, _dataSeeds, _modelSeeds, _only, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var folder = arguments.GetRequiredValue(_out);
        var study = new ThreeInOneStudy(
            Recipes.Named(arguments.GetRequiredValue(_recipe)),
            arguments.GetRequiredValue(_scale) == "full" ? StudyScale.Full : StudyScale.Quick,
            Seeds<uint>("--data-seeds", arguments.GetRequiredValue(_dataSeeds)),
            Seeds<ulong>("--model-seeds", arguments.GetRequiredValue(_modelSeeds)))
        {
            Only = arguments.GetValue(_only),
        };
        var run = new ThreeInOneRun(study, folder, context.Time);
        var results = await context.Phases.Compute("trials", run.Run, found => $"{found.Length} learners measured");
        var command = "worldmodel " + string.Join(' ', arguments.Tokens.Select(token => token.Value));
        var json = ThreeInOneJson.Of(study, results, command);
        string[] files = [.. new[] { "report.html", "results.json" }.Select(name => Path.Combine(folder, name))];
        await File.WriteAllTextAsync(files[0], ThreeInOneReport.Render(study, results, command), context.Stop);
        await ResultFile.Write(files[1], json, context.Stop);
        foreach (var line in ThreeInOneReport.Lines(study, results)) context.Out.WriteLine(line);
        foreach (var file in files.Append(run.CellFile)) context.Out.WriteLine("wrote " + file);
        return new CommandOutcome(json);
    }

    private static T[] Seeds<T>(string option, string text)
        where T : ISpanParsable<T>
    {
        var seeds = new List<T>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!T.TryParse(word, CultureInfo.InvariantCulture, out var seed) || seeds.Contains(seed))
                throw new InputException(option, word, "different whole numbers from 0 on, separated by commas");
            seeds.Add(seed);
        }

        return [.. seeds];
    }
}
