using System.Globalization;

namespace WorldModel.Schema.Tests;

/// <summary>The shop's units, each computed straight from the whole history.</summary>
internal static class NaiveUnits
{
    private static readonly ConsumerSchema Schema = TestSchemas.Shop;
    private static readonly ActionVector Actions = new(Schema);

    public static float Of(StateEvent[] history, Unit unit, int day)
    {
        string last = unit.Name.Split('_')[^1].Replace("d", "").Replace("plus", "");
        double number = double.TryParse(last, CultureInfo.InvariantCulture, out double n) ? n : 0;
        return unit.Group switch
        {
            UnitGroup.Attribute => unit.Name is "region_north" or "member" or "age_bin2" ? 1 : 0,
            UnitGroup.Calendar => On(((int)DateOnly.FromDayNumber(day).DayOfWeek + 6) % 7 == number),
            UnitGroup.Recency => On(Before(history, unit, day).Any(p => day - p.Day - 1 <= number)),
            UnitGroup.Cumulative => On(Before(history, unit, day).Sum(p => p.Amount) >= number - 1e-9),
            UnitGroup.Rate => On(Rate(history, unit, day) >= number),
            _ => On(Lagged(history, unit.Name[..^5], day - unit.Lag)),
        };
    }

    private static double Rate(StateEvent[] history, Unit unit, int day)
    {
        string prefix = unit.Name[..unit.Name.LastIndexOf('_')];
        RateSpec spec = Schema.Outcomes.SelectMany(o => o.Rates).First(r => r.Name == prefix);
        int first = history.Length == 0 ? day : history.Min(e => e.Day);
        double Weight(int d) => spec.HalfLifeDays is { } h ? Math.Pow(2, -(day - 1 - d) / h) : 1;
        double sum = Before(history, unit, day).Sum(p => p.Amount * Weight(p.Day)) + (spec.PriorMean * spec.PriorDays);
        double days = Enumerable.Range(first, Math.Max(0, day - first)).Sum(Weight) + spec.PriorDays;
        return days > 0 ? sum / days : 0;
    }

    // What an outcome amounted to on each day before a day.
    private static List<(int Day, double Amount)> Before(StateEvent[] history, Unit unit, int day)
    {
        int outcome = Schema.OutcomeIndex(unit.Source);
        bool binary = Schema.Outcomes[outcome].Kind == OutcomeKind.Binary;
        return [.. history.Where(e => e.Slot == Actions.Units + outcome && e.Day < day).GroupBy(e => e.Day)
            .Select(g => (g.Key, binary ? 1 : g.Sum(e => e.Micros) / 1e6))];
    }

    private static bool Lagged(StateEvent[] history, string name, int day)
    {
        int unit = Actions.Names.ToList().IndexOf(name);
        int slot = unit >= 0 ? unit : Actions.Units + Schema.OutcomeIndex(name);
        return history.Any(e => e.Slot == slot && e.Day == day);
    }

    private static float On(bool on) => on ? 1 : 0;
}
