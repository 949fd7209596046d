using WorldModel.Cli.Demo.Rules;
using WorldModel.Cli.Terminal;
using WorldModel.Client.Wire;

namespace WorldModel.Cli.Demo;

/// <summary>What the silo says of every consumer under every option of the campaign, asked over HTTP.</summary>
internal sealed class DemoEstimates
{
    private const int MostConsumers = 1_000;

    private static readonly TreatmentItem None = new("none", []);

    private readonly CounterfactualEntry[] _answers;
    private readonly CampaignItem _campaign;

    private DemoEstimates(CampaignItem campaign, CounterfactualEntry[] answers)
    {
        _campaign = campaign;
        _answers = answers;
    }

    public static async Task<DemoEstimates> Ask(
        DemoWorld world, DemoSilo silo, CampaignItem campaign, PhaseProgress progress, CancellationToken stop)
    {
        var answers = new List<CounterfactualEntry>(world.Consumers);
        foreach (var consumers in Enumerable.Range(0, world.Consumers).Chunk(MostConsumers))
        {
            var response = await silo.Client.CounterfactualAsync(new CounterfactualRequest
            {
                Consumers = [.. consumers.Select(world.IdOf)],
                Day = world.CampaignDay,
                Treatments = [None, .. campaign.Treatments.Select(t => new TreatmentItem(t.Name, t.Actions))],
                Context = campaign.Context,
            }, stop);
            answers.AddRange(response.Answers);
            progress.Report((double)answers.Count / world.Consumers, Counted.Of(answers.Count, "consumer"));
        }
        return new DemoEstimates(campaign, [.. answers]);
    }

    /// <summary>Values of the options, as claimed.</summary>
    public OptionGrid Grid() => new(
        [.. _campaign.Treatments.Select(t => t.Name)], [.. _campaign.Treatments.Select(t => t.Cost)],
        [.. _answers.SelectMany(_ => _campaign.Treatments, (answer, option) => ValueOf(answer, option.Name).Value)]);

    /// <summary>Chance of an outcome if nothing is done, per consumer.</summary>
    public double[] Untreated(string outcome) =>
        Array.ConvertAll(_answers, answer => Of(answer, None.Name, outcome).Level ?? double.NaN);

    public OutcomeEntry[] Outcomes(int consumer, string treatment) =>
        [.. _campaign.Values.Select(v => Of(_answers[consumer], treatment, v.Outcome))];

    /// <summary>An option's worth with its interval; the outcomes' errors are taken as independent.</summary>
    public (double Value, double Low, double High) Worth(int consumer, string treatment) =>
        ValueOf(_answers[consumer], treatment);

    private (double Value, double Low, double High) ValueOf(CounterfactualEntry answer, string treatment)
    {
        var (value, below, above) = (0.0, 0.0, 0.0);
        foreach (var worth in _campaign.Values)
        {
            var outcome = Of(answer, treatment, worth.Outcome);
            if (outcome.Uplift is not { } uplift)
                continue;
            var unit = worth.Value * worth.Margin;
            value += unit * uplift;
            below += Square(unit * (uplift - outcome.UpliftLow ?? 0));
            above += Square(unit * (outcome.UpliftHigh - uplift ?? 0));
        }
        return (value, value - Math.Sqrt(below), value + Math.Sqrt(above));
    }

    private static double Square(double x) => x * x;

    private static OutcomeEntry Of(CounterfactualEntry answer, string treatment, string outcome) =>
        answer.Outcomes.First(o => o.Treatment == treatment && o.Outcome == outcome);
}
