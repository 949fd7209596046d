using WorldModel.Cli.Terminal;

namespace WorldModel.Cli.Tests;

public sealed class PhasesTests
{
    [Fact]
    public async Task Who_asks_to_stop_ends_a_phase_at_its_next_report_and_no_other_begins()
    {
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        var phases = CommandContext.ForWriters(TextWriter.Null, error, TimeProvider.System, stop.Token).Phases;
        var reports = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => phases.Compute("long", progress =>
        {
            for (; reports < 10; reports++)
            {
                if (reports == 3)
                    stop.Cancel();
                progress.Report(0.1 * reports, "");
            }
            return reports;
        }));
        Assert.Equal(3, reports);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => phases.Compute("next", _ => reports = 99));
        Assert.Equal(3, reports);
        Assert.DoesNotContain("ok", error.ToString());
    }

    [Fact]
    public void Stopping_in_the_middle_of_parallel_work_is_said_in_words()
    {
        using var error = new StringWriter();
        var console = CommandContext.ForWriters(TextWriter.Null, error, TimeProvider.System, default).Error;
        var stopped = new AggregateException(new OperationCanceledException(), new OperationCanceledException());
        Assert.Equal(ExitCode.Failed, ErrorPrinter.Print(stopped, console));
        Assert.Equal("error: stopped before the end\n", error.ToString());
    }
}
