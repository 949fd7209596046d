using System.Globalization;

namespace WorldModel.Simulation.Tests;

/// <summary>The 72 visible units of a row, each computed by its name straight from the panel's columns.</summary>
internal static class NaiveUnits
{
    private static readonly double[] IncomeCuts = [267.374, 361.863, 463.197, 613.845];

    public static bool Of(PurchasePanel panel, string unit, int consumer, int day)
    {
        PurchaseConsumers c = panel.Consumers;
        string[] parts = unit.Split('_');
        int number = int.Parse("0" + new string([.. parts[^1].Where(char.IsDigit)]), CultureInfo.InvariantCulture);
        return parts[0] switch
        {
            "store" => c.Store[consumer] == number,
            "loyalty" => c.Loyalty[consumer] == 1,
            "age" => c.Age[consumer] / 10 * 10 == number,
            "income" => IncomeCuts.Count(cut => c.Income[consumer] >= cut) + 1 == number,
            "month" => panel.DateOf(day).Month == number,
            "dow" => ((int)panel.DateOf(day).DayOfWeek + 6) % 7 == number,
            "visited" => Within(panel, panel.Visit, consumer, day, number),
            "purchased" => Within(panel, panel.Purchase, consumer, day, number),
            "cum" => Count(panel, parts[1] == "visits" ? panel.Visit : panel.Purchase, consumer, day) >= number,
            _ => day >= number && Lagged(panel, parts[0], consumer, day - number),
        };
    }

    // Days since, 0 on the morning after, at most the number: one of the number + 1 days before.
    private static bool Within(PurchasePanel panel, byte[] outcome, int consumer, int day, int number) =>
        Enumerable.Range(1, number + 1).Any(back => back <= day && outcome[panel.Row(consumer, day - back)] == 1);

    private static int Count(PurchasePanel panel, byte[] outcome, int consumer, int day) =>
        Enumerable.Range(0, day).Count(d => outcome[panel.Row(consumer, d)] == 1);

    private static bool Lagged(PurchasePanel panel, string name, int consumer, int day) => name switch
    {
        "visit" => panel.Visit[panel.Row(consumer, day)] == 1,
        "purchase" => panel.Purchase[panel.Row(consumer, day)] == 1,
        "coupon" => panel.ActionsAt(consumer, day).Coupon,
        "campaign" => panel.ActionsAt(consumer, day).Campaign,
        "push" => panel.ActionsAt(consumer, day).Push,
        _ => throw new ArgumentException(name),
    };
}
