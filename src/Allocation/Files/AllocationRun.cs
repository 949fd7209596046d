using WorldModel.Schema;
using WorldModel.Schema.Readers;

namespace WorldModel.Allocation.Files;

/// <summary>From a file of uplifts and a budget to decisions and the frontier: the command <c>allocate</c>.</summary>
public static class AllocationRun
{
    /// <param name="input">A file that <see cref="UpliftFile"/> reads.</param>
    /// <param name="budget">In currency.</param>
    /// <param name="output">The directory that <see cref="AllocationFiles"/> writes to.</param>
    /// <param name="time">Measures the seconds.</param>
    /// <param name="stage">Told what is being done.</param>
    /// <exception cref="InputException">The budget is negative or no number, or the input cannot be read.</exception>
    public static AllocationOutcome Run(
        string input, double budget, string output, TimeProvider time, IProgress<string>? stage = null)
    {
        var budgetMicros = Micros.From(budget) ?? throw new InputException(
            "budget", budget.ToString(System.Globalization.CultureInfo.InvariantCulture), "an amount of 0 to 1e12");
        stage?.Report("reading");
        var uplifts = UpliftFile.Read(input);
        stage?.Report("allocating");
        var started = time.GetTimestamp();
        var frontier = Frontier.Of(uplifts.Options);
        var plan = frontier.At(budgetMicros);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        stage?.Report("writing");
        AllocationFiles.Write(output, frontier, plan);
        return new AllocationOutcome(AllocationSummary.Of(plan, seconds), frontier, plan, uplifts.Report);
    }
}

/// <summary>
/// What <see cref="AllocationRun"/> did: the summary for people and files, and what it was made from.
/// </summary>
public sealed record AllocationOutcome(
    AllocationSummary Summary, Frontier Frontier, AllocationPlan Plan, RowReport Rows);
