using System.CommandLine;
using WorldModel.Cli.Files;
using WorldModel.Cli.MediaMix;
using WorldModel.Cli.Reproduction.MediaMix;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;

namespace WorldModel.Cli.Commands.Reproducing;

/// <summary><c>worldmodel reproduce media-mix</c>: learners of a mix in markets whose truth is known.</summary>
internal sealed class MediaMixCommand : CliCommand
{
    private readonly Option<int> _markets = OptionOf.Int(
        "--markets", "Simulated markets, families in turn", 20, 2, 1000);
    private readonly Option<string> _learners = OptionOf.Text(
        "--learners", "Who learns", "A,B,C", string.Join(',', MixLearners.Names));
    private readonly Option<int> _seed = OptionOf.Int("--seed", "Of the first market; the next ones follow", 1);
    private readonly Option<int> _weeks = OptionOf.Int("--weeks", "Weeks of each market", 156, 60, 1000);
    private readonly Option<string> _out = OptionOf.OutputFolder(
        "--out", "The folder that gets report.html, results.json and tables.md");

    public MediaMixCommand(CommandContext context)
        : base("media-mix", "Draws markets whose media truly act as is known and compares what learners of a mix say "
            + "of them: contributions, returns, coverage, and what their plans truly gain. In one market more spend "
            + "chases a demand that nobody sees: it must be refused.",
            "worldmodel reproduce media-mix --markets 20 --out out/media-mix", context) =>
        Accepts(_markets, _learners, _seed, _weeks, _out);

    protected override async Task<CommandOutcome> Run(ParseResult arguments, CommandContext context)
    {
        string[] learners = arguments.GetRequiredValue(_learners).Split(',', StringSplitOptions.TrimEntries);
        foreach (var name in learners.Where(name => !MixLearners.Names.Contains(name)))
            throw new InputException("--learners", name, "some of " + string.Join(", ", MixLearners.Names));
        var study = new MixStudy(arguments.GetValue(_markets), (ulong)arguments.GetValue(_seed), learners)
        {
            Weeks = arguments.GetValue(_weeks),
        };
        var scores = await context.Phases.Compute(
            "markets", progress => study.Run(progress.Report, progress.Stop), found => $"{found.Length} scores");
        var summaries = LearnerSummary.Of(study, scores);
        var folder = arguments.GetRequiredValue(_out);
        var command = "worldmodel " + string.Join(' ', arguments.Tokens.Select(token => token.Value));
        string[] files =
            [.. new[] { "report.html", "results.json", "tables.md" }.Select(name => Path.Combine(folder, name))];
        var json = MixStudyReport.Json(study, scores, summaries);
        json["command"] = command;
        json["seconds"] = Math.Round(context.Phases.TotalSeconds, 1);
        await ResultFile.Write(files[1], json, context.Stop);
        await File.WriteAllTextAsync(files[0], MixStudyReport.Page(study, scores, summaries, command), context.Stop);
        await File.WriteAllTextAsync(files[2], MixStudyReport.Markdown(summaries), context.Stop);
        var writer = context.Out.Profile.Out.Writer;
        writer.WriteLine(MixStudyReport.Sentence(summaries));
        writer.Write(MixStudyReport.Markdown(summaries));
        foreach (var file in files) writer.WriteLine("wrote " + file);
        return new CommandOutcome(json);
    }
}
