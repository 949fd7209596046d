namespace WorldModel.Simulation.Tumours;

/// <summary>One simulated patient: how the tumour grows and how it answers to treatment.</summary>
/// <param name="Volume">At diagnosis, cm^3.</param>
/// <param name="Growth">rho of the Gompertz law, a day.</param>
/// <param name="Radio">alpha of the linear-quadratic law, a Gy; its square term is a tenth of it.</param>
/// <param name="Chemo">beta_c, a unit of concentration.</param>
/// <param name="Type">1: answers better to radiotherapy, 3: better to chemotherapy, 2: neither.</param>
public readonly record struct TumourPatient(double Volume, double Growth, double Radio, double Chemo, int Type);
