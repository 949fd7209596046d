using WorldModel.Cli.Files;
using WorldModel.Cli.Terminal;
using WorldModel.Schema;
using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Training;

/// <summary>An experiment as rows to learn from, with what its treatments do.</summary>
/// <param name="Path">The table.</param>
/// <param name="Rows">One row a row of the table, by consumer and day.</param>
/// <param name="Treatments">The treatments, in the order of the rows' indices.</param>
/// <param name="Report">Rows left out.</param>
internal sealed record ExperimentData(
    string Path, TrainingSet Rows, IReadOnlyList<Treatment> Treatments, RowReport Report)
{
    public static ExperimentData Read(
        string path, ConsumerSchema schema, CommandContext context,
        IReadOnlyList<ConsumerProfile>? consumers = null, IReadOnlyList<ConsumerEvent>? events = null)
    {
        var report = new RowReport();
        var table = ExperimentReader.Read(path, schema, report, consumers is not null);
        RowProblems.Print(context, path, report);
        return new ExperimentData(
            path, TrainingRows.FromExperiment(schema, table, consumers, events), table.Treatments, report);
    }
}
