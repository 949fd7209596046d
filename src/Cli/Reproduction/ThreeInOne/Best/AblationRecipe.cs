namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>
/// The better recipe without one part at a time: what each carries. Three families: heads without the machine; the
/// recipe with its belief made otherwise; heads that read a belief in place of its inputs.
/// </summary>
internal sealed class AblationRecipe : IRecipe
{
    public const string InPlace = "belief for inputs";

    public string Name => "ablations";

    public IReadOnlyList<IWorldLearner> Learners(Trial trial)
    {
        var shared = new SharedInputs(trial);
        var best = new BestOptions();
        return
        [
            .. Heads(best with { Belief = false }).Select(head => new BestLearner(head.Name, shared, head.Options)),
            .. Family(shared, BestRecipe.Best, best),
            .. Family(shared, InPlace, best with { Inputs = false, Residual = false }),
        ];
    }

    private static IEnumerable<IWorldLearner> Family(SharedInputs shared, string family, BestOptions options) =>
        Beliefs(options).Select(member => new BestLearner(
            member.Name.Length > 0 ? $"{family}, {member.Name}" : family, shared, member.Options));

    private static (string Name, BestOptions Options)[] Heads(BestOptions none) =>
    [
        (BestRecipe.NoMachine, none),
        ("no DBM, no rates", none with { Rates = false, Levels = false }),
        ("no DBM, rates in thermometer code only", none with { Levels = false }),
        ("no DBM, bins of age and income only", none with { Trends = false }),
        ("no DBM, income in logarithms only", none with { PlainIncome = false }),
        ("no DBM, responsiveness by action", none with { Shared = false }),
        ("no DBM, no memory", none with { Memory = false }),
        ("no DBM, no price: effects by action", none with { Price = false }),
        ("no DBM, campaign and coupon may depart from the price", none with { Departures = true }),
        ("no DBM, no weekdays", none with { Weekdays = false }),
    ];

    /// <summary>Those of one machine stand together: it is trained once.</summary>
    private static (string Name, BestOptions Options)[] Beliefs(BestOptions options) =>
    [
        ("", options),
        ("no memory", options with { Memory = false }),
        ("top layer only", options with { TopOnly = true }),
        options.Inputs
            ? ("not less its regression", options with { Residual = false })
            : ("modifiers not in the base", options with { MainEffects = false }),
        ("machine not centred", options with { Machine = MachineKind.Uncentred }),
        ("machine on rates as numbers", options with { Machine = MachineKind.RawRates }),
        ("machine on the 72 units", options with { Machine = MachineKind.Units }),
        ("machine with the calendar", options with { Machine = MachineKind.Calendar }),
        .. options.Inputs
            ? [("machine with the calendar, not less its regression",
                options with { Machine = MachineKind.Calendar, Residual = false })]
            : Array.Empty<(string, BestOptions)>(),
    ];
}
