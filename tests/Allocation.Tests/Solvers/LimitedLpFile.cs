using System.Globalization;
using WorldModel.Allocation.Limits;

namespace WorldModel.Allocation.Tests.Solvers;

/// <summary>A limited allocation's relaxation in CPLEX's LP format, written from the limits' own words.</summary>
internal static class LimitedLpFile
{
    public static void Write(TextWriter to, OptionTable table, AllocationLimits limits)
    {
        to.WriteLine("Maximize\n obj:");
        Terms(to, table, (_, o) => table.Value[o]);
        to.WriteLine("Subject To");
        Row(to, table, "budget", Cost, $"<= {Units(limits.BudgetMicros)}");
        if (limits.MinSpendMicros is { } least) Row(to, table, "least", Cost, $">= {Units(least)}");
        if (limits.ContactCap is { } contacts) Row(to, table, "contacts", (_, _) => 1, $"<= {contacts}");
        if (limits.Roi is { } rate) Row(to, table, "roi", (i, o) => table.Value[o] - rate * Cost(i, o), ">= 0");
        for (var k = 0; k < limits.Caps.Count; k++)
        {
            var cap = limits.Caps[k];
            var isCount = cap.Unit == CapUnit.Consumers;
            Row(to, table, $"cap{k}", (i, o) => !Covers(table, limits, cap, i, o) ? 0 : isCount ? 1 : Cost(i, o),
                "<= " + (isCount ? cap.Most.ToString(CultureInfo.InvariantCulture) : Units(cap.Most)));
        }

        for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
        {
            var own = consumer;
            Row(to, table, $"c{consumer}", (i, _) => i == own ? 1 : 0, "<= 1");
        }

        to.WriteLine("End");

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

    private static string Units(long micros) => Micros.ToUnits(micros).ToString(CultureInfo.InvariantCulture);
}
