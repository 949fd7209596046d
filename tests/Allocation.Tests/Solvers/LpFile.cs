using System.Globalization;

namespace WorldModel.Allocation.Tests.Solvers;

/// <summary>
/// Knapsacks in CPLEX's LP format, many independent ones in one file: a variable an option (x, instance, option's
/// place in its table), a row a consumer (at most one option) and a row a budget.
/// </summary>
internal static class LpFile
{
    public static void Write(
        TextWriter to, IReadOnlyList<(OptionTable Table, long BudgetMicros)> instances, bool whole = false)
    {
        to.WriteLine("Maximize\n obj:");
        Terms(to, instances, (table, option) => table.Value[option]);
        to.WriteLine("Subject To");
        for (var i = 0; i < instances.Count; i++)
        {
            var (table, budget) = instances[i];
            to.WriteLine($" b{i}:");
            for (var option = 0; option < table.Count; option++)
                Term(to, (double)Micros.ToUnits(table.CostMicros[option]), i, option);
            to.WriteLine($" <= {Text((double)Micros.ToUnits(budget))}");
            for (var consumer = 0; consumer < table.Consumers.Count; consumer++)
            {
                to.WriteLine($" c{i}_{consumer}:");
                for (var option = table.Start[consumer]; option < table.Start[consumer + 1]; option++)
                    Term(to, 1, i, option);
                to.WriteLine(" <= 1");
            }
        }

        if (whole)
        {
            to.WriteLine("Binary");
            for (var i = 0; i < instances.Count; i++)
            {
                for (var option = 0; option < instances[i].Table.Count; option++) to.WriteLine($" {Name(i, option)}");
            }
        }

        to.WriteLine("End");
    }

    public static string Name(int instance, int option) => $"x{instance}_{option}";

    private static void Terms(
        TextWriter to, IReadOnlyList<(OptionTable Table, long BudgetMicros)> instances,
        Func<OptionTable, int, double> factor)
    {
        for (var i = 0; i < instances.Count; i++)
        {
            for (var option = 0; option < instances[i].Table.Count; option++)
                Term(to, factor(instances[i].Table, option), i, option);
        }
    }

    private static void Term(TextWriter to, double factor, int instance, int option) =>
        to.WriteLine($" {(factor < 0 ? '-' : '+')} {Text(Math.Abs(factor))} {Name(instance, option)}");

    private static string Text(double number) => number.ToString("0.###############", CultureInfo.InvariantCulture);
}
