using WorldModel.Models;
using WorldModel.Schema;
using WorldModel.Schema.Readers;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Init;

/// <summary>
/// Reads the tables by the schema proposed, as train will, and diagnoses overlap on a share of the consumers.
/// </summary>
internal static class OverlapTrial
{
    private const int MostConsumers = 1_500;

    /// <returns>Null where there is nothing to diagnose.</returns>
    public static Overlap? Of(ConsumerSchema schema, InitOptions options, Findings findings)
    {
        var consumers = Read(options.Consumers, findings, (path, report) => ConsumerReader.Read(path, schema, report));
        var events = Read(options.Events, findings, (path, report) => EventReader.Read(path, schema, report));
        if (Rows(schema, options, consumers, events, findings) is not { Rows: > 0 } rows || schema.Actions.Count == 0)
            return null;
        var overlap = OverlapDiagnosis.Of(rows);
        foreach (var input in overlap.Inputs.Where(input => input.Identification == Identification.No))
        {
            findings.Add("overlap", input.Name, $"{input.Reason}", "no effect of it will be given");
        }
        return overlap;
    }

    private static TrainingSet? Rows(
        ConsumerSchema schema, InitOptions options, List<ConsumerProfile>? consumers, List<ConsumerEvent>? events,
        Findings findings)
    {
        if (options.Experiment is { } experiment)
        {
            var table = Read(experiment, findings,
                (path, report) => ExperimentReader.Read(path, schema, report, consumers is not null).Rows.ToList());
            var report = new RowReport();
            return table is not { Count: > 0 } ? null : TrainingRows.FromExperiment(
                schema, ExperimentReader.Read(experiment, schema, report, consumers is not null), consumers, events);
        }
        if (events is not { Count: > 0 })
            return null;
        var (from, to) = (events.Min(e => e.Event.Day), events.Max(e => e.Event.Day));
        var chosen = consumers!.OrderBy(c => ConsumerHash.Of(c.Id)).Take(MostConsumers).ToList();
        var ids = chosen.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        return TrainingRows.FromEvents(
            schema, chosen, events.FindAll(e => ids.Contains(e.Consumer)), DateOnly.FromDayNumber(from),
            DateOnly.FromDayNumber(to));
    }

    private static List<T>? Read<T>(string? path, Findings findings, Func<string, RowReport, List<T>> read)
    {
        if (path is null)
            return null;
        var report = new RowReport();
        var rows = read(path, report);
        if (report.Refused > 0)
        {
            var (file, all) = (Path.GetFileName(path), report.Accepted + report.Refused);
            findings.Add("values", null,
                $"{file}: {report.Refused:N0} of {all:N0} rows, the first: {report.Problems[0]}",
                "left out by train too");
        }
        return rows;
    }
}
