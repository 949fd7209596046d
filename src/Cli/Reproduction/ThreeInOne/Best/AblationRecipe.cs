namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>The better recipe without one part at a time: what each carries.</summary>
internal sealed class AblationRecipe : IRecipe
{
    public string Name => "ablations";

    public IReadOnlyList<IWorldLearner> Learners(Trial trial)
    {
        var shared = new SharedInputs(trial);
        var withCalendar = new SharedInputs(trial, calendar: true);
        var best = new BestOptions();
        var none = best with { Belief = false };
        return
        [
            new BestLearner(BestRecipe.NoMachine, shared, none),
            new BestLearner("no DBM, no rates", shared, none with { Rates = false, Levels = false }),
            new BestLearner("no DBM, rates in thermometer code only", shared, none with { Levels = false }),
            new BestLearner("no DBM, bins of age and income only", shared, none with { Trends = false }),
            new BestLearner("no DBM, responsiveness by action", shared, none with { Shared = false }),
            new BestLearner("no DBM, no memory", shared, none with { Memory = false }),
            new BestLearner("no DBM, no price: effects by action", shared, none with { Price = false }),
            new BestLearner("no DBM, no weekdays", shared, none with { Weekdays = false }),
            new BestLearner(BestRecipe.Best, shared, best),
            new BestLearner("best, belief as it is", shared, best with { Residual = false }),
            new BestLearner(
                "best, belief of the calendar too, residual", withCalendar, best),
            new BestLearner("best, belief of the calendar too, as it is", withCalendar, best with { Residual = false }),
            new BestLearner("belief and trends, no inputs", shared, best with { Inputs = false, Residual = false }),
            new BestLearner(
                "belief alone, modifiers not in the base", shared,
                best with { Inputs = false, Residual = false, MainEffects = false }),
        ];
    }
}
