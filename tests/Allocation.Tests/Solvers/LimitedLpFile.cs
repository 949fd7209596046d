using System.Globalization;
using WorldModel.Allocation.Limits;

namespace WorldModel.Allocation.Tests.Solvers;

/// <summary>A limited allocation's relaxation in CPLEX's LP format, written from the limits' own words.</summary>
internal static class LimitedLpFile
{
    /// <param name="to">Gets the file.</param>
    /// <param name="table">The options.</param>
    /// <param name="limits">What they must keep.</param>
    /// <param name="moved">A limit by the name of its use.</param>
    /// <param name="by">What its bound is moved by, in its own unit.</param>
    public static void Write(
        TextWriter to, OptionTable table, AllocationLimits limits, string? moved = null, double by = 0)
    {
        to.WriteLine("Maximize\n obj:");
        Terms(to, table, (_, o) => table.Value[o]);
        to.WriteLine("Subject To");
        Row(to, table, "budget", Cost, "<= " + Right("budget", Micros.ToDouble(limits.BudgetMicros)));
        if (limits.MinSpendMicros is { } least)
            Row(to, table, "least", Cost, ">= " + Right("min-spend", Micros.ToDouble(least)));
        if (limits.ContactCap is { } contacts)
            Row(to, table, "contacts", (_, _) => 1, "<= " + Right("contact-cap", contacts));
        if (limits.Roi is { } rate)
            Row(to, table, "roi", (i, o) => table.Value[o] - rate * Cost(i, o), ">= " + Right("roi", 0));
        for (var k = 0; k < limits.Caps.Count; k++)
        {
            var cap = limits.Caps[k];
            var isCount = cap.Unit == CapUnit.Consumers;
            Row(to, table, $"cap{k}", (i, o) => !Covers(table, limits, cap, i, o) ? 0 : isCount ? 1 : Cost(i, o),
                "<= " + Right($"cap{k}", isCount ? cap.Most : Micros.ToDouble(cap.Most)));
        }

        for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
        {
            var own = consumer;
            Row(to, table, $"c{consumer}", (i, _) => i == own ? 1 : 0, "<= 1");
        }

        to.WriteLine("End");

        string Right(string name, double bound) =>
            (bound + (name == moved ? by : 0)).ToString("0.###############", CultureInfo.InvariantCulture);

        double Cost(int consumer, int option) => Micros.ToDouble(table.CostMicros[option]);
    }

    public static bool Covers(OptionTable table, AllocationLimits limits, AllocationCap cap, int consumer, int option)
    {
        if (option < 0) return false;
        if (cap.Treatment is { } name && table.Treatments[table.Treatment[option]] != name) return false;
        if (cap.Group is not { } group) return true;
        var groups = limits.Groups.Single(g => g.Kind == group.Kind);
        return groups.Names[groups.Of[consumer]] == group.Name;
    }

    private static void Row(
        TextWriter to, OptionTable table, string name, Func<int, int, double> factor, string right)
    {
        to.WriteLine($" {name}:");
        Terms(to, table, factor);
        to.WriteLine(" " + right);
    }

    private static void Terms(TextWriter to, OptionTable table, Func<int, int, double> factor)
    {
        for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
        {
            for (var option = table.Start[consumer]; option < table.Start[consumer + 1]; option++)
            {
                var number = factor(consumer, option);
                // GLPK reads no row without terms: noughts stay in.
                to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $" {(number < 0 ? '-' : '+')} {Math.Abs(number):0.###############} {LpFile.Name(0, option)}"));
            }
        }
    }
}
