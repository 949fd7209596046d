using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using WorldModel.Cli.Files;
using WorldModel.Cli.Reproduction.Tumours;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands.Reproducing;

/// <summary><c>worldmodel reproduce causal-transformer</c>: the base paper's benchmark with known
/// counterfactuals.</summary>
internal sealed class CausalTransformerCommand : CliCommand
{
    private readonly Option<string> _gammas = OptionOf.Text(
        "--gammas", "Strengths of confounding, 0: treatment by chance", "X,X,...", "0,1,2,3,4");
    private readonly Option<string> _alphas = OptionOf.Text(
        "--alphas", "Weights of balancing; 0 leaves it out, .01 is the paper's", "X,X,...", "0");
    private readonly Option<int> _seeds = OptionOf.Int(
        "--seeds", "How many of the five published seeds; 0: all at full scale, two at quick", 0, 0, 5);
    private readonly Option<string> _scale = OptionOf.Choice(
        "--scale", "quick is minutes, full the paper's size and what the docs quote", "quick", "quick", "full");
    private readonly Option<string> _policy = OptionOf.Choice(
        "--policy", "Test patients are treated as the authors' code treats them, or by their own tumours as training "
        + "patients are", "published", "published", "own");
    private readonly Option<string> _out = OptionOf.OutputFolder(
        "--out", "The folder that gets report.html, results.json and the cells");

    public CausalTransformerCommand(CommandContext context)
        : base("causal-transformer", "Trains the Causal Transformer (ICML 2022) on simulated tumours and measures it "
            + "under treatments that were not given. Goes on where it was stopped if given the same folder.",
            "worldmodel reproduce causal-transformer --gammas 0,4 --scale quick --out out/causal-transformer",
            context) =>
        Accepts(_gammas, _alphas, _seeds, _scale, _policy, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        var folder = arguments.GetRequiredValue(_out);
        var scale = arguments.GetRequiredValue(_scale) == "full" ? TumourScale.Full : TumourScale.Quick;
        var count = arguments.GetValue(_seeds);
        var study = new TumourStudy(
            scale, Numbers("--gammas", arguments.GetRequiredValue(_gammas), 20),
            Numbers("--alphas", arguments.GetRequiredValue(_alphas), 10),
            count > 0 ? TumourScale.Full.Seeds[..count] : scale.Seeds,
            arguments.GetRequiredValue(_policy) == "published");
        var run = new TumourRun(study, folder, context.Time);
        var cells = await context.Phases.Compute("cells", run.Run, found => $"{found.Length} cells");
        var summary = new TumourSummary(study, cells);
        var command = "worldmodel " + string.Join(' ', arguments.Tokens.Select(token => token.Value));
        string[] files = [.. new[] { "report.html", "results.json" }.Select(name => Path.Combine(folder, name))];
        await File.WriteAllTextAsync(files[0], TumourReport.Render(summary, command), context.Stop);
        var json = TumourJson.Of(summary, command);
        json["seconds"] = Math.Round(context.Phases.TotalSeconds, 1);
        await ResultFile.Write(files[1], json, context.Stop);
        foreach (var line in TumourReport.Lines(summary)) context.Out.WriteLine(line);
        foreach (var file in files.Append(run.CellFile)) context.Out.WriteLine("wrote " + file);
        return new CommandOutcome(json);
    }

    private static double[] Numbers(string option, string text, double most)
    {
        var numbers = new List<double>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || !(number >= 0 && number <= most) || numbers.Contains(number))
            {
                throw new InputException(option, word, $"different numbers from 0 to {most}, separated by commas");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
