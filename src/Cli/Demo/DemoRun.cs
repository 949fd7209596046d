using WorldModel.Cli.Demo.Findings;
using WorldModel.Cli.Demo.Rules;
using WorldModel.Cli.Serving;
using WorldModel.Cli.Terminal;
using WorldModel.Cli.Training;
using WorldModel.Client.Wire;
using WorldModel.Models;
using WorldModel.Models.Learners;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Cli.Demo;

/// <summary>The demo from a seed to its findings, phase by phase.</summary>
internal sealed class DemoRun(DemoOptions options, CommandContext context)
{
    private readonly Phases _phases = context.Phases;

    public string ModelPath { get; } = Path.Combine(options.Out, "model.wmdl");

    /// <summary>The silo's data folder, which stays: every decision can be asked why.</summary>
    public string SiloFolder { get; } = Path.Combine(options.Out, "silo");

    public async Task<DemoFindings> Run()
    {
        Directory.CreateDirectory(options.Out);
        var schema = ConsumerSchema.Load(options.Schema);
        var world = await _phases.Compute("simulate", _ => new DemoWorld(options, schema),
            w => $"{Counted.Of(w.Consumers, "consumer")} x {w.Panel.Days} days, seed {options.Seed}");
        var spec = CampaignFile.Read(options.Campaign) with { Day = world.CampaignDay };
        var rows = await _phases.Compute(
            "rows", _ => world.HistoryRows(), r => $"{r.Rows:N0} rows x {r.Width} columns");
        var model = await Train(rows);
        await using var silo = await Load(world);
        var stream = new DemoStream(world, silo);
        await _phases.Run("stream", progress => stream.Run(progress, context.Stop),
            n => $"{n:N0} events of {DemoOptions.HeldOutDays} days, every consumer predicted every day");
        var campaign = await _phases.Run("campaign",
            progress => DemoCampaign.Run(world, silo, spec, progress, context.Stop),
            c => $"{c.Report.Campaign.Spend:F2} of {c.Report.Campaign.Budget:F2} spent");
        return await Judge(world, rows, model, silo, stream, spec, campaign);
    }

    private long HistoryEvents { get; set; }

    private async Task<FrozenModel> Train(TrainingSet rows)
    {
        var model = await _phases.Compute("train",
            progress => TrainingPipeline.Train(
                rows, TrainingOptions.Quick((ulong)options.Seed), progress.ForTraining()),
            m => $"layers {Layers.Of(m)}, model {m.Hash[..12]}");
        ModelFile.Write(model, ModelPath);
        return model;
    }

    private Task<DemoSilo> Load(DemoWorld world) => _phases.Run("load", async progress =>
    {
        var silo = await DemoSilo.Start(SiloFolder, world.Schema, ModelPath, context.Stop);
        await silo.PutConsumers(world.ConsumerItems(), context.Stop);
        HistoryEvents = await silo.Send(world.Events(0, world.FirstStreamed),
            sent => progress.Report(0, $"{sent:N0} events over HTTP"), context.Stop);
        return silo;
    }, _ => $"{HistoryEvents:N0} events of history, over HTTP, all durable");

    private Task<DemoFindings> Judge(
        DemoWorld world, TrainingSet rows, FrozenModel model, DemoSilo silo, DemoStream stream, CampaignItem spec,
        DemoCampaign campaign) => _phases.Run("judge", async progress =>
    {
        var estimates = await DemoEstimates.Ask(world, silo, spec, progress, context.Stop);
        var (claimed, truth) = (estimates.Grid(), DemoTruth.Of(world, spec));
        var stories = await new DemoStories(world, silo, campaign, estimates, truth).Tell(context.Stop);
        progress.Report(0, "the learner that rules are compared with");
        var learner = ValueGrid.Of(LogisticSLearner.Train(rows), world.CampaignRows(), spec, world.CampaignDay);
        var own = campaign.ToPlan("WorldModel", truth);
        progress.Report(0, "how much choosing the best inflates the claim");
        var parts = DemoOptimism.Of(model, world, spec, own, (ulong)options.Seed);
        own = own with { Claimed = parts.Correction.Claimed };
        var loyal = Array.ConvertAll(world.Panel.Consumers.Loyalty, flag => (double)flag);
        var plans = DemoRules.All(own, truth, learner, loyal, estimates.Untreated("purchase"), world.IdOf);
        var score = new PredictionScore(world, stream.Predictions);
        return new DemoFindings(
            options, score.Auc(), campaign.Report.Campaign, claimed.Values.Max(), parts,
            RuleComparison.Score(plans, truth, (ulong)options.Seed), DemoClaims.Of(campaign, own, claimed, truth),
            DemoFrontier.Of(claimed, truth, world.IdOf), stories, DemoActions.Of(model, world, score),
            score.Calibration(), new ModelFinding(model.Hash, $"{world.Schema.Name} {world.Schema.Version}",
                Layers.Of(model), rows.Rows, ModelPath),
            new StreamFinding(HistoryEvents, stream.Events, stream.Predictions.Visit.Length, silo.Refused),
            _phases.Times);
    });
}
