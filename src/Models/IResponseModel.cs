using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// What an allocator can be fed from: expected outcome levels of consumers under treatments. Thread-safe.
/// </summary>
public interface IResponseModel
{
    /// <summary>The schema whose visible units, actions and outcomes it speaks of.</summary>
    ConsumerSchema Schema { get; }

    /// <summary>Expected levels, rows x plan options (the reference first) x outcomes.</summary>
    /// <param name="visible">Visible units, rows x units.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="plan">Treatments.</param>
    /// <param name="levels">Out, rows x <see cref="TreatmentPlan.Options"/> x outcomes.</param>
    void Levels(ReadOnlySpan<float> visible, int rows, TreatmentPlan plan, Span<float> levels);
}
