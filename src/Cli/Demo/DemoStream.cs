using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Demo;

/// <summary>
/// Streams the held-out days through the API, one after the other. Before a day's events are sent, every consumer is
/// predicted for that day under the actions that the day then takes: what a server could have said in time.
/// </summary>
internal sealed class DemoStream(DemoWorld world, DemoSilo silo)
{
    private const int MostConsumers = 1_000;

    public DailyPredictions Predictions { get; } = new(world.Consumers, DemoOptions.HeldOutDays);

    public long Events { get; private set; }

    public async Task<long> Run(PhaseProgress progress, CancellationToken stop)
    {
        for (var day = 0; day < DemoOptions.HeldOutDays; day++)
        {
            var date = world.Panel.DateOf(world.FirstStreamed + day);
            progress.Report((double)day / DemoOptions.HeldOutDays, $"{date:yyyy-MM-dd}");
            await Predict(day, date, stop);
            var first = world.FirstStreamed + day;
            Events += await silo.Send(world.Events(first, first + 1), _ => { }, stop);
        }
        return Events;
    }

    private async Task Predict(int day, DateOnly date, CancellationToken stop)
    {
        var alike = Enumerable.Range(0, world.Consumers).GroupBy(c => ActionsOf(c, day));
        foreach (var group in alike)
        {
            foreach (var consumers in group.Chunk(MostConsumers))
                Keep(day, consumers, await Ask(consumers, date, group.Key, stop));
        }
    }

    private Task<CounterfactualResponse> Ask(
        int[] consumers, DateOnly date, (bool Campaign, bool Coupon, bool Push) actions, CancellationToken stop)
    {
        // What the calendar turns on, the silo knows; these it learns here, as what is on whatever the treatment.
        var context = new Dictionary<string, string>();
        if (actions.Campaign)
            context["campaign"] = "1";
        if (actions.Coupon)
            context["coupon"] = "1";
        if (actions.Push)
            context["push"] = "1";
        return silo.Client.CounterfactualAsync(new CounterfactualRequest
        {
            Consumers = [.. consumers.Select(world.IdOf)],
            Day = date,
            Treatments = [new TreatmentItem("as taken", [])],
            Context = context,
        }, stop);
    }

    private void Keep(int day, int[] consumers, CounterfactualResponse response)
    {
        for (var i = 0; i < consumers.Length; i++)
        {
            var answer = response.Answers[i];
            if (answer.Problem is { } problem)
                throw new CommandFailedException($"no prediction: {problem.Field}: expected {problem.Expected}");
            Predictions.Visit[Predictions.Row(consumers[i], day)] = Level(answer, "visit");
            Predictions.Purchase[Predictions.Row(consumers[i], day)] = Level(answer, "purchase");
        }
    }

    private static double Level(CounterfactualEntry answer, string outcome) =>
        answer.Outcomes.First(o => o.Outcome == outcome).Level
        ?? throw new CommandFailedException($"no level of {outcome} for a consumer as observed");

    private (bool, bool, bool) ActionsOf(int consumer, int day)
    {
        var actions = world.Panel.ActionsAt(consumer, world.FirstStreamed + day);
        return (actions.Campaign, actions.Coupon, actions.Push);
    }
}
