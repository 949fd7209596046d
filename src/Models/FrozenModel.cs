using System.Buffers;
using System.Runtime.CompilerServices;
using WorldModel.Models.Boltzmann;
using WorldModel.Models.Heads;
using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// A trained world model: belief, outcome heads, what their effects may claim, and what it was trained on. Immutable
/// and thread-safe; named by the hash of its file.
/// </summary>
public sealed class FrozenModel : IResponseModel
{
    private const int InferRows = 256;
    private const int MostOnStack = 1024;

    private readonly HeadBank _bank;
    private readonly LevelTable _levels;
    private readonly DerivedInputs _derived;
    private readonly EffectClaims _claims;
    private readonly ConditionalWeakTable<TreatmentPlan, EffectClaim[,]> _claimsOf = [];
    private readonly MachineView _view;
    private string? _hash;

    /// <param name="schema">What consumers look like.</param>
    /// <param name="machine">The Boltzmann machine over the schema's visible units.</param>
    /// <param name="sweeps">Mean-field sweeps of a belief.</param>
    /// <param name="heads">One per outcome, in the schema's order.</param>
    /// <param name="overlap">One diagnosis per input.</param>
    /// <param name="plausibility">Free energies of training rows.</param>
    /// <param name="record">How it was trained.</param>
    /// <param name="memories">
    /// One per outcome whose responsiveness the schema has estimated, in its order; null: none.
    /// </param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public FrozenModel(
        ConsumerSchema schema, BoltzmannMachine machine, int sweeps, IReadOnlyList<OutcomeHead> heads, Overlap overlap,
        Plausibility plausibility, TrainingRecord record, IReadOnlyList<ResponseMemory>? memories = null)
    {
        Schema = schema;
        Encoder = new Encoder(schema);
        Machine = machine;
        MeanField = new MeanField(machine, sweeps);
        Heads = heads;
        Overlap = overlap;
        Plausibility = plausibility;
        Record = record;
        Memories = memories ?? [];
        _view = new MachineView(Encoder, machine.VisibleUnits);
        _derived = new DerivedInputs(schema);
        CheckParts();
        _bank = new HeadBank(heads);
        _levels = new LevelTable(_bank, _derived, heads.Count);
        _claims = new EffectClaims(schema, heads, overlap);
    }

    /// <inheritdoc/>
    public ConsumerSchema Schema { get; }

    /// <summary>State and day to visible units.</summary>
    public Encoder Encoder { get; }

    /// <summary>Layout of a consumer's state.</summary>
    public StateLayout Layout => Encoder.Layout;

    /// <summary>The Boltzmann machine.</summary>
    public BoltzmannMachine Machine { get; }

    /// <summary>Visible units to beliefs.</summary>
    public MeanField MeanField { get; }

    /// <summary>One per outcome, in the schema's order.</summary>
    public IReadOnlyList<OutcomeHead> Heads { get; }

    /// <summary>What is remembered of consumers' own responsiveness, an outcome each.</summary>
    public IReadOnlyList<ResponseMemory> Memories { get; }

    /// <summary>What the training data let be claimed, per input.</summary>
    public Overlap Overlap { get; }

    /// <summary>Free energies of training rows.</summary>
    public Plausibility Plausibility { get; }

    /// <summary>How it was trained.</summary>
    public TrainingRecord Record { get; }

    /// <summary>Visible units and numbers of a row.</summary>
    public int Width => Encoder.Width;

    /// <summary>Width of a belief.</summary>
    public int BeliefUnits => Machine.HiddenUnits;

    /// <summary>SHA-256 of the model file, lower-case hex.</summary>
    public string Hash => _hash ??= ModelFile.HashOf(this);

    /// <summary>Rows and beliefs of states (rows x layout words) on a day.</summary>
    public void Believe(ReadOnlySpan<int> states, int rows, int day, Span<float> visible, Span<float> belief)
    {
        for (var row = 0; row < rows; row++)
            Encoder.Encode(states.Slice(row * Layout.Words, Layout.Words), day, visible.Slice(row * Width, Width));
        Infer(visible[..(rows * Width)], rows, belief[..(rows * BeliefUnits)]);
    }

    /// <summary>
    /// Beliefs of rows; <paramref name="carried"/>, where given, takes what <see cref="Resume"/> begins from.
    /// </summary>
    public void Infer(ReadOnlySpan<float> visible, int rows, Span<float> belief, Span<float> carried = default) =>
        _view.Infer(MeanField, visible, rows, belief, carried);

    /// <summary>Beliefs once more, the same bits, from what <see cref="Infer"/> carried.</summary>
    public void Resume(ReadOnlySpan<float> visible, int rows, Span<float> carried, Span<float> belief) =>
        _view.Resume(MeanField, visible, rows, carried, belief);

    /// <inheritdoc/>
    public void Levels(ReadOnlySpan<float> visible, int rows, TreatmentPlan plan, Span<float> levels)
    {
        var belief = ArrayPool<float>.Shared.Rent(InferRows * BeliefUnits);
        var width = plan.Options * Heads.Count;
        for (var start = 0; start < rows; start += InferRows)
        {
            var count = Math.Min(InferRows, rows - start);
            var seen = visible.Slice(start * Width, count * Width);
            Infer(seen, count, belief.AsSpan(0, count * BeliefUnits));
            Levels(seen, belief, count, plan, levels.Slice(start * width, count * width));
        }

        ArrayPool<float>.Shared.Return(belief);
    }

    /// <summary>Expected levels, rows x plan options x outcomes, where beliefs are at hand.</summary>
    public void Levels(
        ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows, TreatmentPlan plan, Span<float> levels) =>
        Fill(_levels, visible, belief, rows, plan, levels);

    /// <summary>The same by other heads of this model's design: rows as the heads read them.</summary>
    internal void Fill(
        LevelTable table, ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows, TreatmentPlan plan,
        Span<float> levels)
    {
        if (Memories.Count == 0)
        {
            table.Fill(visible, belief, rows, plan, levels);
            return;
        }

        var read = ArrayPool<float>.Shared.Rent(InferRows * Width);
        var width = plan.Options * Heads.Count;
        for (var start = 0; start < rows; start += InferRows)
        {
            var count = Math.Min(InferRows, rows - start);
            var seen = read.AsSpan(0, count * Width);
            visible.Slice(start * Width, count * Width).CopyTo(seen);
            for (var row = 0; row < count; row++)
                Remember(seen.Slice(row * Width, Width));
            table.Fill(
                seen, belief.Slice(start * BeliefUnits, count * BeliefUnits), count, plan,
                levels.Slice(start * width, count * width));
        }

        ArrayPool<float>.Shared.Return(read);
    }

    private void Remember(Span<float> row)
    {
        foreach (var memory in Memories)
            memory.Apply(row);
    }

    /// <summary>A row as the heads read it: departures in the place of tallies.</summary>
    private ReadOnlySpan<float> Read(ReadOnlySpan<float> visible)
    {
        if (Memories.Count == 0) return visible;
        var row = visible[..Width].ToArray();
        Remember(row);
        return row;
    }

    /// <summary>What each effect of a plan may claim, treatments x outcomes: judged once, not to be written.</summary>
    public EffectClaim[,] Claims(TreatmentPlan plan) => _claimsOf.GetValue(plan, _claims.Of);

    /// <summary>
    /// Level and uplift of every outcome under every treatment of a plan, for one consumer. The belief is the same for
    /// all of them: an action changes the heads' inputs and nothing else.
    /// </summary>
    /// <param name="visible">One row of visible units.</param>
    /// <param name="belief">Its belief.</param>
    /// <param name="plan">Treatments, in the context they are compared in.</param>
    /// <param name="reproduce">Numbers even where the data have no overlap, as papers report them.</param>
    /// <returns>Treatment by treatment, outcome by outcome.</returns>
    public OutcomeEffect[] Counterfactual(
        ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, TreatmentPlan plan, bool reproduce = false)
    {
        var claims = Claims(plan);
        var width = Layout.Actions.Units + _derived.Count;
        var numbers = plan.Options * width;
        Span<float> inputs = numbers <= MostOnStack ? stackalloc float[numbers] : new float[numbers];
        for (var option = 0; option < plan.Options; option++)
            WriteInputs(visible, plan.Actions(option), inputs.Slice(option * width, width));
        var effects = new OutcomeEffect[claims.Length];
        visible = Read(visible);
        for (var o = 0; o < Heads.Count; o++)
        {
            var reading = Heads[o].Read(visible, belief);
            for (var t = 0; t < plan.Treatments.Count; t++)
            {
                var claim = claims[t, o];
                var shown = reproduce || claim.Identification != Identification.No;
                effects[(t * Heads.Count) + o] = new OutcomeEffect(
                    claim.Treatment, claim.Outcome,
                    shown ? reading.Level(inputs.Slice((1 + t) * width, width)) : null,
                    shown ? reading.Uplift(inputs.Slice((1 + t) * width, width), inputs[..width]) : null,
                    claim.Identification, claim.Reason);
            }

            Heads[o].Return(reading);
        }

        return effects;
    }

    /// <summary>Expected outcomes at an action vector, in the schema's order.</summary>
    public HeadEstimate[] Predict(
        ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, ReadOnlySpan<float> actions)
    {
        var inputs = Inputs(visible, actions);
        var levels = new HeadEstimate[Heads.Count];
        visible = Read(visible);
        for (var o = 0; o < levels.Length; o++)
            levels[o] = Heads[o].Level(visible, belief, inputs);
        return levels;
    }

    /// <summary>
    /// Variational free energy (nats) of one row without its date, and its percentile among training rows.
    /// </summary>
    public (double FreeEnergy, double Percentile) Familiarity(ReadOnlySpan<float> visible)
    {
        var energy = HistoryEnergy.Of(Machine, MeanField, _view, Encoder, visible);
        return (energy, Plausibility.Percentile(energy));
    }

    private float[] Inputs(ReadOnlySpan<float> visible, ReadOnlySpan<float> actions)
    {
        var inputs = new float[actions.Length + _derived.Count];
        WriteInputs(visible, actions, inputs);
        return inputs;
    }

    private void WriteInputs(ReadOnlySpan<float> visible, ReadOnlySpan<float> actions, Span<float> inputs)
    {
        actions.CopyTo(inputs);
        _derived.Compute(visible, actions, inputs[actions.Length..]);
    }

    private void CheckParts()
    {
        var inputs = Layout.Actions.Units + _derived.Count;
        if (!Heads.Select(head => head.Outcome).SequenceEqual(Schema.Outcomes.Select(outcome => outcome.Name)))
            throw new ArgumentException("The heads are not the schema's outcomes.");
        if (Overlap.Inputs.Count != inputs)
            throw new ArgumentException($"{Overlap.Inputs.Count} overlap diagnoses for {inputs} inputs.");
        foreach (var design in Heads.Select(head => head.Design))
        {
            if (design.Units != Width || design.BeliefUnits != BeliefUnits
                || design.Drivers.Any(driver => driver.Mix is { } mix
                    ? mix.Length > inputs
                    : driver.Input < 0 || driver.Input >= inputs))
                throw new ArgumentException("A head's columns do not fit the schema or the machine.");
        }

        var tallied = Schema.Outcomes.Where(outcome => outcome.Responsiveness.Count > 0).ToArray();
        if (!Memories.Select(memory => memory.Outcome).SequenceEqual(tallied.Select(outcome => outcome.Name))
            || Memories.Any(memory => memory.Start != ResponseFit.StartOf(Encoder, memory.Outcome)
                || memory.Combinations != 1 << Layout.ResponseActions(Schema.OutcomeIndex(memory.Outcome)).Count))
            throw new ArgumentException("The memories are not those of the schema's outcomes.");
    }
}
