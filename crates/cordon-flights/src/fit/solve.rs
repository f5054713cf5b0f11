//! Levenberg and Marquardt's way down to the least squares.

use nalgebra::{DMatrix, DVector, Matrix3, SMatrix, Vector3};

use super::Assumptions;
use super::motion::{Falling, State};
use super::sighting::{Ready, Scene, Seen, Sensor};
use crate::earth::{self, Geodetic};

/// How often outliers are looked for again.
pub(super) const ROUNDS: usize = 4;
const ITERATIONS: usize = 40;
/// Past this many sigma a sighting's weight falls with its distance (Huber 1964), while outliers are
/// looked for.
const HUBER: f64 = 3.0;
/// Sums of squares, without end to any weight.
const PLAIN: f64 = f64::INFINITY;

/// Why there is no estimate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFit {
    /// Fewer than three sightings can be used.
    #[error("{used} usable sightings are too few: three or more, some seconds apart, are needed")]
    TooFew {
        /// How many could be used.
        used: usize,
    },
    /// All of them at one time, or near enough.
    #[error("the sightings span too little time to tell a speed; a few seconds are needed")]
    OneInstant,
    /// Too many to look at.
    #[error(
        "{sightings} sightings of {sensors} sensors are too many; up to 100000 of up to 32 are looked at"
    )]
    TooMany {
        /// How many sightings.
        sightings: usize,
        /// How many sensors.
        sensors: usize,
    },
    /// The iteration went nowhere.
    #[error(
        "no free fall fits the sightings: are they of one flight, after its boost, above the air?"
    )]
    NoFreeFall,
}

/// The least squares.
pub(super) struct Solution {
    pub(super) state: State,
    /// Constant errors, by [`Scene::bias_columns`] less 6.
    pub(super) biases: DVector<f64>,
    /// Of state and constant errors, as the stated noise has it.
    pub(super) covariance: DMatrix<f64>,
    /// Sum of squares, in sigmas, constant errors included.
    pub(super) chi_square: f64,
    pub(super) freedom: usize,
    /// Of each sighting from the fit, in sigmas.
    pub(super) distances: Vec<f64>,
}

/// Sums over all sightings at one guess.
struct Normal {
    matrix: DMatrix<f64>,
    right: DVector<f64>,
    chi_square: f64,
    distances: Vec<f64>,
}

/// Where a fit ends that outliers hardly pull at.
pub(super) struct Rough {
    pub(super) state: State,
    /// Of each sighting from the fit, in sigmas.
    pub(super) distances: Vec<f64>,
}

/// A fit that outliers hardly pull at.
pub(super) fn robust(scene: &Scene, start: State, assumptions: Assumptions) -> Rough {
    let problem = Problem { scene, ready: &scene.ready, assumptions, huber: HUBER };
    let (state, biases) = problem.descend(start, ITERATIONS);
    Rough { state, distances: problem.normal(state, &biases).distances }
}

/// Down to the least squares over all of `scene`.
pub(super) fn solve(
    scene: &Scene,
    start: State,
    assumptions: Assumptions,
) -> Result<Solution, NoFit> {
    if scene.ready.len() < 3 {
        return Err(NoFit::TooFew { used: scene.ready.len() });
    }
    let problem = Problem { scene, ready: &scene.ready, assumptions, huber: PLAIN };
    let (state, biases) = problem.descend(start, ITERATIONS);
    let normal = problem.normal(state, &biases);
    let covariance = inverse(&normal.matrix).ok_or(NoFit::NoFreeFall)?;
    if !(normal.chi_square.is_finite() && state.is_finite()) {
        return Err(NoFit::NoFreeFall);
    }
    // Constant errors come with as many expectations (0, give or take) as they add unknowns.
    let freedom = (3 * scene.ready.len()).saturating_sub(6);
    Ok(Solution {
        state,
        biases,
        covariance,
        chi_square: normal.chi_square,
        freedom,
        distances: normal.distances,
    })
}

/// A few steps over part of the sightings, for a better start.
pub(super) fn improve(
    scene: &Scene,
    near: &[Ready],
    start: State,
    assumptions: Assumptions,
) -> State {
    Problem { scene, ready: near, assumptions, huber: HUBER }.descend(start, 8).0
}

/// Which sightings are looked at, and how.
struct Problem<'a> {
    scene: &'a Scene<'a>,
    ready: &'a [Ready],
    assumptions: Assumptions,
    huber: f64,
}

impl Problem<'_> {
    fn descend(&self, mut state: State, iterations: usize) -> (State, DVector<f64>) {
        let mut biases = DVector::zeros(self.scene.unknowns - 6);
        let mut damping = 1e-4;
        let mut here = self.normal(state, &biases);
        for _ in 0..iterations {
            let Some(step) = damped_step(&here, damping) else { break };
            let further = state.plus(&step.fixed_rows::<6>(0).into());
            let other_biases = &biases + step.rows(6, biases.len());
            let there = self.normal(further, &other_biases);
            if there.chi_square < here.chi_square {
                let settled = here.chi_square - there.chi_square < 1e-9 * (1.0 + there.chi_square);
                (state, biases, here) = (further, other_biases, there);
                damping = (damping * 0.1).max(1e-12);
                if settled {
                    break;
                }
            } else {
                damping *= 10.0;
                if damping > 1e8 {
                    break;
                }
            }
        }
        (state, biases)
    }

    /// Out from the epoch on either side, so that each sighting goes on from its neighbour.
    fn normal(&self, state: State, biases: &DVector<f64>) -> Normal {
        let unknowns = self.scene.unknowns;
        let mut sums = Normal {
            matrix: DMatrix::zeros(unknowns, unknowns),
            right: DVector::zeros(unknowns),
            chi_square: 0.0,
            distances: vec![0.0; self.ready.len()],
        };
        let middle = self.ready.partition_point(|ready| ready.dt < 0.0);
        for side in [(0..middle).rev().collect::<Vec<_>>(), (middle..self.ready.len()).collect()] {
            let mut falling = Falling::from(state);
            for at in side {
                self.add(&mut sums, at, &mut falling, biases);
            }
        }
        expect_small_biases(&mut sums, self.scene, biases);
        sums
    }

    fn add(&self, sums: &mut Normal, at: usize, falling: &mut Falling, biases: &DVector<f64>) {
        let Some(sighting) = self.ready.get(at) else { return };
        falling.run_to(sighting.dt, self.assumptions);
        let turn = earth::to_fixed(sighting.dt);
        let place = turn * falling.state.r;
        let by_state = turn * falling.transition.fixed_rows::<3>(0);
        let columns = &self.scene.bias_columns;
        let column = sighting.sensor().and_then(|s| columns.get(s).copied().flatten());
        let bias = column.map_or(Vector3::zeros(), |c| biases.fixed_rows::<3>(c - 6).into());

        let (residual, by_place, by_bias) =
            compare(self.scene.sensors, &sighting.seen, &place, &bias);
        let distance = residual.norm();
        sums.distances[at] = distance;
        let (cost, weight) = self.weigh(distance);
        sums.chi_square += cost;
        let (residual, by_bias) = (residual * weight, by_bias * weight);
        let by_state: SMatrix<f64, 3, 6> = by_place * by_state * weight;
        sums.add_block(0, &(by_state.transpose() * by_state), &(by_state.transpose() * residual));
        if let Some(column) = column {
            sums.add_block(column, &(by_bias * by_bias), &(by_bias * residual));
            sums.add_cross(column, &(by_state.transpose() * by_bias));
        }
    }

    /// What a sighting this far away costs, and what its residual and derivatives are multiplied by.
    fn weigh(&self, distance: f64) -> (f64, f64) {
        if distance <= self.huber {
            (distance * distance, 1.0)
        } else {
            (self.huber * (2.0 * distance - self.huber), (self.huber / distance).sqrt())
        }
    }
}

impl Normal {
    fn add_block<const N: usize>(
        &mut self,
        at: usize,
        matrix: &SMatrix<f64, N, N>,
        right: &SMatrix<f64, N, 1>,
    ) {
        let mut block = self.matrix.view_mut((at, at), (N, N));
        block += matrix;
        let mut rows = self.right.rows_mut(at, N);
        rows += right;
    }

    fn add_cross(&mut self, column: usize, cross: &SMatrix<f64, 6, 3>) {
        let mut upper = self.matrix.view_mut((0, column), (6, 3));
        upper += cross;
        let mut lower = self.matrix.view_mut((column, 0), (3, 6));
        lower += &cross.transpose();
    }
}

/// `(J'J + damping diag(J'J)) step = J' residual`, scaled so that metres and metres a second weigh
/// alike.
fn damped_step(normal: &Normal, damping: f64) -> Option<DVector<f64>> {
    let scale = scales(&normal.matrix)?;
    let mut matrix = scaled(&normal.matrix, &scale);
    for i in 0..matrix.nrows() {
        matrix[(i, i)] *= 1.0 + damping;
    }
    let step = matrix.cholesky()?.solve(&normal.right.component_mul(&scale));
    Some(step.component_mul(&scale))
}

fn inverse(matrix: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let scale = scales(matrix)?;
    let inverse = scaled(matrix, &scale).cholesky()?.inverse();
    Some(scaled(&inverse, &scale))
}

fn scales(matrix: &DMatrix<f64>) -> Option<DVector<f64>> {
    let diagonal = matrix.diagonal();
    let sound = diagonal.iter().all(|&d| d > 0.0 && d.is_finite());
    sound.then(|| diagonal.map(|d| 1.0 / d.sqrt()))
}

fn scaled(matrix: &DMatrix<f64>, scale: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)] * scale[i] * scale[j])
}

/// A constant error is 0 give or take its sigma; one of sigma 0 is 0.
fn expect_small_biases(sums: &mut Normal, scene: &Scene, biases: &DVector<f64>) {
    for (sensor, column) in scene.sensors.iter().zip(&scene.bias_columns) {
        let Some(column) = *column else { continue };
        for (axis, sigma) in sensor.bias.iter().enumerate() {
            let (at, bias) = (column + axis, biases[column + axis - 6]);
            let weight = 1.0 / sigma.max(1e-9).powi(2);
            sums.matrix[(at, at)] += weight;
            sums.right[at] -= weight * bias;
            sums.chi_square += weight * bias * bias;
        }
    }
}

/// What was seen less what would be, in sigmas; its derivatives by place (fixed frame) and by
/// constant error.
fn compare(
    sensors: &[Sensor],
    seen: &Seen,
    place: &Vector3<f64>,
    bias: &Vector3<f64>,
) -> (Vector3<f64>, Matrix3<f64>, Matrix3<f64>) {
    match seen {
        Seen::Polar { sensor, values } => match sensors.get(*sensor) {
            Some(sensor) => compare_polar(sensor, values, place, bias),
            None => (Vector3::zeros(), Matrix3::zeros(), Matrix3::zeros()),
        },
        Seen::Place { place: seen, covariance } => {
            let (residual, by_place) = compare_place(seen, covariance, place);
            (residual, by_place, Matrix3::zeros())
        }
    }
}

fn compare_polar(
    sensor: &Sensor,
    values: &[f64; 3],
    place: &Vector3<f64>,
    bias: &Vector3<f64>,
) -> (Vector3<f64>, Matrix3<f64>, Matrix3<f64>) {
    let axes = sensor.site.axes();
    let local = axes * (place - sensor.site.fixed());
    let (e, n, u) = (local.x, local.y, local.z);
    let level = e.hypot(n).max(1e-3);
    let range = level.hypot(u).max(1e-3);
    let foretold = Vector3::new(range, e.atan2(n).to_degrees(), u.atan2(level).to_degrees());
    let mut residual = Vector3::from_row_slice(values) - foretold - bias;
    residual.y = (residual.y + 180.0).rem_euclid(360.0) - 180.0;

    let degrees = 1.0_f64.to_degrees();
    let around = degrees / (level * level);
    let rise = degrees / (range * range * level);
    let by_local = Matrix3::new(
        e / range,
        n / range,
        u / range,
        n * around,
        -e * around,
        0.0,
        -e * u * rise,
        -n * u * rise,
        level * level * rise,
    );
    let weigh = Matrix3::from_diagonal(&Vector3::from_row_slice(&sensor.noise).map(|s| 1.0 / s));
    (weigh * residual, weigh * by_local * axes, weigh)
}

fn compare_place(
    seen: &Geodetic,
    covariance: &Matrix3<f64>,
    place: &Vector3<f64>,
) -> (Vector3<f64>, Matrix3<f64>) {
    let axes = seen.axes();
    let residual = axes * (seen.fixed() - place);
    // Checked to be positive definite when the sighting was made ready.
    let Some(root) = covariance.cholesky() else { return (Vector3::zeros(), Matrix3::zeros()) };
    let whiten = root.l().solve_lower_triangular(&Matrix3::identity()).unwrap_or_default();
    (whiten * residual, whiten * axes)
}
