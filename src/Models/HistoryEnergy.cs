using WorldModel.Models.Boltzmann;
using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>
/// Variational free energy (nats) of a consumer without the date: calendar units are off and the belief follows from
/// the rest. With the date in it, a month that the machine has not seen outweighs everything that a consumer did, and
/// all consumers of that month share one percentile.
/// </summary>
internal static class HistoryEnergy
{
    public static double Of(
        BoltzmannMachine machine, MeanField meanField, MachineView view, Encoder encoder, ReadOnlySpan<float> visible)
    {
        var row = visible[..encoder.Width].ToArray();
        for (var unit = 0; unit < encoder.Units; unit++)
        {
            if (encoder.UnitSpecs[unit].Group == UnitGroup.Calendar)
                row[unit] = 0;
        }

        var undated = new float[machine.VisibleUnits];
        view.Gather(row, 1, undated);
        var belief = new float[machine.HiddenUnits];
        meanField.Infer(undated, 1, belief);
        Span<double> energy = stackalloc double[1];
        FreeEnergy.Variational(machine, undated, belief, 1, energy);
        return energy[0];
    }
}
