using WorldModel.Models.Heads;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models.Learners;

/// <summary>
/// The usual baseline: one logistic (or linear) regression per outcome on the raw visible units and all actions, with
/// interactions of each action with chosen attributes, ridge 1 on everything (Kuenzel et al. 2019: S-learner). It
/// knows no derived input, so a price that several actions move is learned once for each of them.
/// </summary>
public sealed class LogisticSLearner : IResponseModel
{
    private const double Ridge = 1.0;

    private readonly LevelTable _levels;

    private LogisticSLearner(ConsumerSchema schema, OutcomeHead[] heads)
    {
        Schema = schema;
        Heads = heads;
        _levels = new LevelTable(new HeadBank(heads), new DerivedInputs(schema), heads.Length);
    }

    /// <inheritdoc/>
    public ConsumerSchema Schema { get; }

    /// <summary>One regression per outcome.</summary>
    public IReadOnlyList<OutcomeHead> Heads { get; }

    /// <summary>Fits it.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="modifiers">Attributes that interact with actions; null: every modifier in the schema.</param>
    /// <param name="threads">0: one per core.</param>
    public static LogisticSLearner Train(TrainingSet rows, IReadOnlyList<string>? modifiers = null, int threads = 0)
    {
        var schema = rows.Schema;
        modifiers ??= [.. schema.Outcomes.SelectMany(outcome => outcome.Modifiers).Distinct()];
        var rules = new HeadRules(rows, BeliefScaling.None);
        var spec = rules.Build([.. Enumerable.Range(0, rows.ActionUnits)], modifiers);
        PriorGroup[] priors = [.. spec.Groups.Select(Fixed)];
        var design = new HeadRows(
            spec.Design, rows.Visible, [], rows.Actions, rows.ActionUnits, rows.Derived, rows.DerivedInputs);
        var heads = new OutcomeHead[schema.Outcomes.Count];
        for (var o = 0; o < heads.Length; o++)
        {
            var targets = new float[rows.Rows];
            for (var row = 0; row < targets.Length; row++)
                targets[row] = rows.OutcomeRow(row)[o];
            var family = schema.Outcomes[o].Kind == OutcomeKind.Binary ? OutcomeFamily.Binary : OutcomeFamily.Amount;
            var fit = GeneralisedLinear.Fit(design, targets, family, priors, threads);
            heads[o] = new OutcomeHead(schema.Outcomes[o].Name, spec.Design, fit);
        }

        return new LogisticSLearner(schema, heads);
    }

    /// <inheritdoc/>
    public void Levels(ReadOnlySpan<float> visible, int rows, TreatmentPlan plan, Span<float> levels) =>
        _levels.Fill(visible, [], rows, plan, levels);

    private static PriorGroup Fixed(PriorGroup group) =>
        group with { Learned = false, Precision = group.Name == "constant" ? group.Precision : Ridge };
}
